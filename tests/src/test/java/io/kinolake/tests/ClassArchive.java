package io.kinolake.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class-data archive of the command line, as the launcher makes one: it halves the start of each
 * process. Made by the first test process that asks, in this module's folder of built files, and
 * again once a jar is newer.
 */
final class ClassArchive {
  private static final Path FILE = Path.of("target", "kinolake.jsa").toAbsolutePath();
  private static final long DEADLINE_MINUTES = 5;

  private ClassArchive() {}

  /** The jars of the class path: the JVM archives no folders, such as that of the tests. */
  static String jars() {
    return String.join(
        File.pathSeparator,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .toList());
  }

  /**
   * Whether all but the tests' own classes are jars, as in a build that packages its modules. The
   * class path names a folder of main classes, too, which this module does not have.
   */
  static boolean isPossible() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith(".jar") && Files.exists(Path.of(entry)))
        .allMatch(entry -> entry.endsWith("test-classes"));
  }

  /**
   * The archive, made if need be.
   *
   * @param java the command and the flags with which processes are started
   */
  static Path file(List<String> java) {
    Path lock = FILE.resolveSibling("kinolake.jsa.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid() || isStale()) {
        make(java);
      }
      return FILE;
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to make " + FILE, e);
    }
  }

  private static boolean isStale() throws IOException {
    if (!Files.exists(FILE)) {
      return true;
    }
    for (String jar : jars().split(File.pathSeparator)) {
      if (Files.getLastModifiedTime(Path.of(jar)).compareTo(Files.getLastModifiedTime(FILE)) > 0) {
        return true;
      }
    }
    return false;
  }

  private static void make(List<String> java) throws IOException {
    Path warehouse = Files.createTempDirectory("kinolake-archive");
    Path made = FILE.resolveSibling("kinolake.jsa.new");
    Path log = FILE.resolveSibling("kinolake.jsa.log");
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-cp", jars()));
    command.addAll(List.of(PipelineHarness.MAIN, "warm-up", "--warehouse", warehouse.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    try {
      if (!process.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("the JVM made no archive; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    Files.move(made, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
