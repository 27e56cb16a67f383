package io.kinolake.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Stands for the launcher script: starts the pipeline's classes that are tested. */
final class LauncherScript {
  private LauncherScript() {}

  /** Writes the script into a folder, with the project's {@code conf} beside it. */
  static Path write(Path folder) throws IOException {
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
}
