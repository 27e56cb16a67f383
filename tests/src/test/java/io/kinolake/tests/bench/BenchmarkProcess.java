package io.kinolake.tests.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program to its end in a process of its own.
 *
 * @param lines what it printed, errors included
 * @param seconds wall time from its start to its end
 */
record BenchmarkProcess(List<String> lines, double seconds) {

  /** Runs a main class with this process's class path. */
  static BenchmarkProcess java(Path scratch, List<String> flags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(scratch, command(flags, main, arguments));
  }

  /** The command that does. */
  static List<String> command(List<String> flags, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Files.readAllLines(repository().resolve("conf/jvm.flags"), UTF_8));
    command.add("-XX:+UseSerialGC");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs any program.
   *
   * @throws IllegalStateException with what it printed if it does not end with 0
   */
  static BenchmarkProcess run(Path scratch, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("SPARK_HOME");
    long start = System.nanoTime();
    int status = builder.start().waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> lines = Files.readAllLines(output, UTF_8);
    if (status != 0) {
      throw new IllegalStateException(
          command.get(command.size() - 1)
              + " ended with "
              + status
              + ":\n"
              + String.join("\n", lines));
    }
    return new BenchmarkProcess(lines, seconds);
  }

  /** Whether there is such a Python and it can import a module. */
  static boolean hasModule(Path scratch, String python, String module) throws InterruptedException {
    try {
      run(scratch, List.of(python, "-c", "import " + module));
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  /** The number after a word at the begin of a line; {@code index} 0 is the first one. */
  double number(String word, int index) {
    return lines.stream()
        .filter(line -> line.startsWith(word + " "))
        .mapToDouble(
            line -> Double.parseDouble(line.substring(word.length() + 1).split(" ")[index]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No '" + word + "' in " + lines));
  }

  /** The folder of the whole project. */
  static Path repository() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("conf/jvm.flags"))) {
        return folder;
      }
    }
    throw new IllegalStateException("conf/jvm.flags lies in no folder above this one");
  }
}
