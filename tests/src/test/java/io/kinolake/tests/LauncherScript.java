package io.kinolake.tests;

import io.kinolake.training.cli.TrainingMain;
import io.kinolake.training.prepare.PipelineCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stands for the launcher script: starts the pipeline's classes that are tested. */
final class LauncherScript {
  private LauncherScript() {}

  /** Writes the script into a folder, with the project's {@code conf} beside it. */
  private static Path write(Path folder) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(PipelineHarness.jvmFlags());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add("io.kinolake.jobs.cli.KinolakeMain");
    Path conf = folder.resolve("conf");
    if (!Files.exists(conf)) {
      Files.createSymbolicLink(conf, PipelineHarness.repositoryRoot().resolve("conf"));
    }
    Path script = folder.resolve("kinolake");
    Files.writeString(
        script, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(String.join("' '", command)));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /** Runs a command of training, which starts the pipeline by such a script in the folder. */
  static PipelineHarness.Result train(Path folder, String... arguments) throws IOException {
    Path processes = Files.createTempDirectory(folder, "processes");
    try (PipelineHarness.Running running =
        new PipelineHarness(processes)
            .startMain(
                TrainingMain.class,
                List.of("-D%s=%s".formatted(PipelineCommand.LAUNCHER, write(folder))),
                Map.of(),
                arguments)) {
      return running.await();
    }
  }
}
