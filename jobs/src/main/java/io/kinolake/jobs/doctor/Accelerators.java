package io.kinolake.jobs.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The accelerators that their makers' tools show. None is no fault.
 *
 * @param queries the tools' command lines
 */
record Accelerators(List<List<String>> queries) {
  private static final String SUBJECT = "Accelerators";
  private static final long PATIENCE_SECONDS = 20;

  Accelerators {
    queries = List.copyOf(queries);
  }

  /** Asks the tools that lie on the path. */
  static Accelerators onPath() {
    return new Accelerators(
        List.of(
            List.of("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"),
            List.of("npu-smi", "info", "-l")));
  }

  Finding find() {
    List<String> found =
        queries.stream().flatMap(query -> answer(query).stream()).map(String::strip).toList();
    return found.isEmpty()
        ? Finding.good(SUBJECT, "none visible, CPU only")
        : Finding.good(SUBJECT, String.join("; ", found));
  }

  /** What a tool says; empty where it is missing, fails or says nothing. */
  private static Optional<String> answer(List<String> query) {
    try {
      Path said = Files.createTempFile("kinolake-doctor", ".txt");
      try {
        Process tool =
            new ProcessBuilder(query)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!tool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          tool.destroyForcibly();
          return Optional.of(query.get(0) + " does not answer");
        }
        String text = Files.readString(said, StandardCharsets.UTF_8).strip();
        return tool.exitValue() == 0 && !text.isEmpty()
            ? Optional.of(text.replaceAll("\\R", "; "))
            : Optional.empty();
      } finally {
        Files.deleteIfExists(said);
      }
    } catch (IOException missing) {
      return Optional.empty(); // no such tool: no such device
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("Interrupted by the user", e));
    }
  }
}
