package io.kinolake.jobs.dropin;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.spark.InFlightJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Handles the rows of a table so that a file that crashes native code costs that file alone. Files
 * in hand are noted; when the launcher starts the command again after a crash, those that were in
 * hand come last and one by one, and one that crashes again is given up.
 */
final class CrashGuard {
  private static final String TOGETHER = "together";
  private static final String ALONE = "alone";

  private final Path folder;
  private final InFlightJournal journal;

  /**
   * A guard that remembers earlier starts of the same command.
   *
   * @param command what is done
   * @param table to which table
   */
  static CrashGuard of(String command, Path table) {
    String name = Fingerprint.of(command, table.toString()).value();
    return new CrashGuard(Path.of(System.getProperty("java.io.tmpdir"), "kinolake-in-hand", name));
  }

  CrashGuard(Path folder) {
    this.folder = folder;
    this.journal = new InFlightJournal(folder);
  }

  /**
   * The results for every row, in their order.
   *
   * @param file the file that a row's work hands to native code
   * @param work the work on a row
   * @param givenUp the result for a row whose file crashes native code
   */
  <T> List<T> map(
      int rows,
      WorkerOptions workers,
      IntFunction<String> file,
      IntFunction<T> work,
      IntFunction<T> givenUp) {
    boolean[] suspect = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      suspect[row] = isSuspect(file.apply(row));
    }
    int[] trusted = IntStream.range(0, rows).filter(row -> !suspect[row]).toArray();
    List<T> together =
        Rows.map(trusted.length, workers, at -> noted(TOGETHER, file, work, trusted[at]));
    List<T> results = new ArrayList<>();
    int next = 0;
    for (int row = 0; row < rows; row++) {
      results.add(suspect[row] ? alone(file, work, givenUp, row) : together.get(next++));
    }
    forget();
    return results;
  }

  private boolean isSuspect(String file) {
    return journal.isSuspect(TOGETHER, file) || journal.isSuspect(ALONE, file);
  }

  private <T> T alone(
      IntFunction<String> file, IntFunction<T> work, IntFunction<T> givenUp, int row) {
    return journal.isSuspect(ALONE, file.apply(row))
        ? givenUp.apply(row)
        : noted(ALONE, file, work, row);
  }

  private <T> T noted(String how, IntFunction<String> file, IntFunction<T> work, int row) {
    InFlightJournal.Note note = journal.begin(how, file.apply(row), row);
    try {
      return work.apply(row);
    } finally {
      note.close();
    }
  }

  private void forget() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> notes = Files.list(folder)) {
      for (Path note : notes.toList()) {
        Files.delete(note);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to remove the notes in " + folder, e);
    }
  }
}
