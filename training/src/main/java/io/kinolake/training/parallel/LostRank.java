package io.kinolake.training.parallel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Whom a rank waited for in vain: a file in the run folder, by which the culprit is found. */
final class LostRank {
  private static final System.Logger LOG = System.getLogger(LostRank.class.getName());

  private LostRank() {}

  /** Notes that a rank has lost another one; what made it stop is told elsewhere. */
  static void tell(Path runFolder, int rank, int lost) {
    try {
      Files.createDirectories(runFolder);
      Path next = runFolder.resolve("rank-%05d.lost.next".formatted(rank));
      Files.writeString(next, String.valueOf(lost));
      Files.move(next, file(runFolder, rank));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "Nobody learns that rank " + lost + " is lost", e);
    }
  }

  /** The rank that another one has lost, if any. */
  static OptionalInt of(Path runFolder, int rank) {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file(runFolder, rank))));
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("What rank " + rank + " lost cannot be read", e);
    }
  }

  /** Forgets what an earlier run left. */
  static void clear(Path runFolder, int rank) throws IOException {
    Files.deleteIfExists(file(runFolder, rank));
  }

  private static Path file(Path runFolder, int rank) {
    return runFolder.resolve("rank-%05d.lost".formatted(rank));
  }
}
