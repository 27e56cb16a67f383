package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script of the project, with a program of the test's in the place of Java. */
class TestLauncher {
  private static final long DEADLINE_SECONDS = 60;

  /** Notes its arguments, and ends with the codes in the file {@code codes}, one after another. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      here=$(dirname "${BASH_SOURCE[0]}")/..
      echo "$@" >> "$here/calls"
      code=$(head -n 1 "$here/codes")
      sed -i 1d "$here/codes"
      exit "${code:-0}"
      """;

  @TempDir private Path folder;
  private Path home;
  private Path java;

  @BeforeEach
  void layOut() throws IOException {
    home = folder.resolve("home");
    java = folder.resolve("java");
    Path root = PipelineHarness.repositoryRoot();
    copy(root.resolve("kinolake"), home.resolve("kinolake"));
    copy(root.resolve("conf/jvm.flags"), home.resolve("conf/jvm.flags"));
    Files.createFile(home.resolve("pom.xml"));
    for (String module : List.of("schemas", "media", "models", "udfs", "jobs", "training")) {
      Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectories(home.resolve("jobs/target/lib"));
    Files.createFile(home.resolve("jobs/target/launcher.stamp"));
    Path program = java.resolve("bin/java");
    Files.createDirectories(program.getParent());
    Files.writeString(program, JAVA);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void afterACrashInNativeCodeTheSameCommandGoesOn() throws IOException, InterruptedException {
    ends("134", "139", "0");

    assertThat(launch("run", "--videos", "films")).isZero();

    assertThat(calls()).hasSize(3).allMatch(call -> call.endsWith("run --videos films"));
    assertThat(Files.readString(folder.resolve("err")))
        .contains("native code crashed; going on without the file that it had in hand");
  }

  @Test
  void otherEndsAreTheCommandsOwn() throws IOException, InterruptedException {
    for (int code : List.of(0, 1, 2, 130, 137, 143)) {
      Files.deleteIfExists(java.resolve("calls"));
      ends(String.valueOf(code));

      assertThat(launch("probe")).isEqualTo(code);
      assertThat(calls()).hasSize(1);
    }
  }

  @Test
  void whatCrashesForEverEnds() throws IOException, InterruptedException {
    ends("139\n".repeat(50).split("\n"));

    assertThat(launch("run")).isEqualTo(139);
    assertThat(calls()).hasSize(20);
  }

  private void ends(String... codes) throws IOException {
    Files.write(java.resolve("codes"), List.of(codes));
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(java.resolve("calls"));
  }

  private int launch(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("kinolake").toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
    assertThat(to.toFile().setExecutable(true)).isTrue();
  }
}
