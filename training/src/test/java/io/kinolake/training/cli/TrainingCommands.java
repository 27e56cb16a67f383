package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of training, in this process and in others. */
final class TrainingCommands {
  private TrainingCommands() {}

  /** Of {@code train}, into a folder of its own. */
  static List<String> train(Path config, Path runFolder, List<String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--config", config.toString(), "--set"));
    arguments.add("run.folder=" + runFolder);
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  /** The same for a process of its own. */
  static List<String> process(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingMain.class.getName()));
    command.addAll(arguments);
    return command;
  }

  /** What a command that fails says on the error stream. */
  static String failed(List<String> arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(TrainingMain.run(arguments.toArray(String[]::new))).isNotZero();
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  /** What a command that succeeds prints. */
  static String printed(List<String> arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(TrainingMain.run(arguments.toArray(String[]::new))).isZero();
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }
}
