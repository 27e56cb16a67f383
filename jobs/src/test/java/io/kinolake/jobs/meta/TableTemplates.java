package io.kinolake.jobs.meta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Tables that tests of this process have written, kept to be copied where the same rows are wanted:
 * most tests of a class begin with equal tables, and writing one takes a second.
 */
final class TableTemplates {
  private static final Map<Object, Path> KEPT = new ConcurrentHashMap<>();

  private TableTemplates() {}

  /**
   * Makes a table that does not exist.
   *
   * @param table its folder
   * @param content equal for equal tables
   * @param write makes it, where no equal one is kept
   */
  static void make(Path table, Object content, Runnable write) {
    try {
      Path kept = KEPT.get(content);
      if (kept != null) {
        copy(kept, table);
        return;
      }
      write.run();
      Path template = Files.createTempDirectory("kinolake-template").resolve("table");
      copy(table, template);
      KEPT.put(content, template);
    } catch (IOException e) {
      throw new UncheckedIOException("while making " + table, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
