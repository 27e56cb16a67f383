package io.kinolake.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the command line in a process of its own, as the launcher does. Each harness has a scratch
 * folder for what the processes print. Not thread-safe.
 */
final class PipelineHarness {
  private static final long DEADLINE_MINUTES = 5;
  private static final long POLL_MS = 5;
  static final String MAIN = "io.kinolake.jobs.cli.KinolakeMain";

  private final Path scratch;
  private int started;

  PipelineHarness(Path scratch) {
    this.scratch = scratch;
  }

  /** What a process printed and how it ended; 128 + n if signal n killed it. */
  record Result(int exitCode, String out, String err) {}

  /** A process that has been started. Closing it kills it. */
  record Running(Process process, Path out, Path err) implements AutoCloseable {

    /** Waits for the end. */
    Result await() {
      try {
        if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
          throw new IllegalStateException("The process has not ended: " + text(out) + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for a process", e);
      }
    }

    /** Waits until a condition holds, and fails if the process ends before. */
    void awaitUntil(String condition, BooleanSupplier holds) {
      try {
        while (!holds.getAsBoolean()) {
          if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The process ended before " + condition + ": " + await());
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting until " + condition, e);
      }
    }

    /** Ends the process as {@code kill -9} does, and waits until it is gone. */
    Result kill() {
      process.destroyForcibly();
      return await();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Runs a command to its end. */
  Result run(String... arguments) {
    try (Running running = start(arguments)) {
      return running.await();
    }
  }

  /** Starts a command. */
  Running start(String... arguments) {
    return startMain(MAIN, List.of(), Map.of(), List.of(arguments));
  }

  /** Starts a command with further flags for its JVM and further environment variables. */
  Running start(List<String> jvmFlags, Map<String, String> environment, String... arguments) {
    return startMain(MAIN, jvmFlags, environment, List.of(arguments));
  }

  /** Starts any main class of the class path. */
  Running startMain(Class<?> main, String... arguments) {
    return startMain(main.getName(), List.of(), Map.of(), List.of(arguments));
  }

  /** The same with further flags and environment variables. */
  Running startMain(
      Class<?> main, List<String> jvmFlags, Map<String, String> environment, String... arguments) {
    return startMain(main.getName(), jvmFlags, environment, List.of(arguments));
  }

  private Running startMain(
      String main, List<String> jvmFlags, Map<String, String> environment, List<String> arguments) {
    started++;
    Path out = scratch.resolve(started + ".out");
    Path err = scratch.resolve(started + ".err");
    try {
      Files.createDirectories(scratch);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmFlags());
      boolean archived = main.equals(MAIN) && ClassArchive.isPossible();
      if (archived) {
        command.add("-XX:SharedArchiveFile=" + ClassArchive.file(List.copyOf(command)));
      }
      command.add("-Xmx1g");
      command.add("-XX:ErrorFile=" + scratch.resolve("crash-%p.log"));
      command.add("-Djava.io.tmpdir=" + Files.createDirectories(scratch.resolve("tmp")));
      command.addAll(jvmFlags);
      String classPath = archived ? ClassArchive.jars() : System.getProperty("java.class.path");
      command.addAll(List.of("-cp", classPath, main));
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(scratch.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      // Java 17 opens file names with other letters than ASCII in such a locale only.
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().remove("SPARK_HOME");
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to start " + main, e);
    }
  }

  /** What the launcher gives a JVM, and what lets it start quickly. */
  static List<String> jvmFlags() throws IOException {
    Path launcherFlags = repositoryRoot().resolve("conf/jvm.flags");
    List<String> flags = new ArrayList<>(Files.readAllLines(launcherFlags, UTF_8));
    flags.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=240m",
            "-Xlog:disable",
            "-Xlog:all=error:stderr"));
    return flags;
  }

  /** The folder of the whole project: the nearest above that holds the launcher. */
  static Path repositoryRoot() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("conf/jvm.flags"))) {
        return folder;
      }
    }
    throw new IllegalStateException("conf/jvm.flags lies in no folder above this one");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read " + file, e);
    }
  }
}
