package io.kinolake.udfs.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Notes on local disk which items are being handed to native code. An item whose note outlived the
 * process that wrote it is a suspect: it may have killed that process. Thread-safe.
 */
public final class InFlightJournal {
  private static final String SHARE = ".";

  private final Path folder;
  private final Set<String> suspects;

  /**
   * Opens the journal and remembers what earlier processes left.
   *
   * @param folder a folder that only one process uses at a time
   */
  public InFlightJournal(Path folder) {
    this.folder = folder;
    this.suspects = Set.copyOf(readNotes());
  }

  /** Whether an earlier process died with this item in its hands. */
  public boolean isSuspect(String stage, String item) {
    return suspects.contains(noteName(stage, item));
  }

  /**
   * Notes that an item, or a share of it, is in hand, until the note is closed.
   *
   * @param share which share; several of one item may be in hand at once
   */
  public Note begin(String stage, String item, int share) {
    Path note = folder.resolve(noteName(stage, item) + SHARE + share);
    try {
      Files.createDirectories(folder);
      Files.writeString(note, stage + "\n" + item + "\n", UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to note the item in hand in " + folder, e);
    }
    return new Note(note);
  }

  /**
   * Removes every note of an item, also those of shares that an earlier process had in hand, so
   * that it is no suspect to the next. Called when it is known what becomes of the item.
   */
  public void settle(String stage, String item) {
    String name = noteName(stage, item);
    try (Stream<Path> notes = Files.list(folder)) {
      for (Path note : notes.filter(each -> itemOf(each).equals(name)).toList()) {
        Files.deleteIfExists(note);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to remove notes in " + folder, e);
    }
  }

  private Set<String> readNotes() {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> notes = Files.list(folder)) {
      List<String> names = notes.map(InFlightJournal::itemOf).toList();
      return new HashSet<>(names);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read the notes in " + folder, e);
    }
  }

  private static String itemOf(Path note) {
    String name = note.getFileName().toString();
    int share = name.indexOf(SHARE);
    return share < 0 ? name : name.substring(0, share);
  }

  private static String noteName(String stage, String item) {
    return Fingerprint.of(stage, item).value();
  }

  /** One item in hand. */
  public static final class Note implements AutoCloseable {
    private final Path file;

    private Note(Path file) {
      this.file = file;
    }

    /** The item was given back, whatever became of it. */
    @Override
    public void close() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("while trying to remove the note " + file, e);
      }
    }
  }
}
