package io.kinolake.training.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines of {@code sample} on small models. */
final class SampleCommands {
  private SampleCommands() {}

  /** How a command ended, and what it printed. */
  record Ended(int code, String said) {}

  /** Samples on the processor in three steps, unless other settings are given. */
  static Ended sample(String kind, Path model, Path prompts, Path out, String... more) {
    List<String> arguments = arguments(kind, model, prompts, out, more);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, UTF_8);
    PrintStream standard = System.out;
    PrintStream errors = System.err;
    System.setOut(stream);
    System.setErr(stream);
    try {
      int code = TrainingMain.run(arguments.toArray(String[]::new));
      return new Ended(code, said.toString(UTF_8));
    } finally {
      System.setOut(standard);
      System.setErr(errors);
    }
  }

  /** The video of a number. */
  static Path video(Path out, int index) {
    return out.resolve("videos/video_" + index + ".mp4");
  }

  private static List<String> arguments(
      String kind, Path model, Path prompts, Path out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("sample", kind));
    arguments.addAll(List.of("--model", model.toString(), "--prompts", prompts.toString()));
    arguments.addAll(List.of("--output", out.toString(), "--steps", "3", "--device", "cpu"));
    arguments.addAll(Arrays.asList(more));
    if (!arguments.contains("--size")) {
      arguments.addAll(List.of("--size", "48x32"));
    }
    return arguments;
  }
}
