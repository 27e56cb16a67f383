package io.kinolake.training.parallel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a rank does: written before each micro batch, read when the rank has failed.
 *
 * @param step counted from 1
 * @param clips ids of the samples in hand
 */
public record RankStatus(long step, List<String> clips) {
  public RankStatus {
    clips = List.copyOf(clips);
  }

  /** Writes the rank's file in place of what it held: a reader sees all of it or nothing. */
  void write(Path runFolder, int rank) {
    Path file = file(runFolder, rank);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    List<String> lines = new ArrayList<>(List.of(String.valueOf(step)));
    lines.addAll(clips);
    try {
      Files.createDirectories(runFolder);
      Files.write(next, lines, StandardCharsets.UTF_8);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The status of rank " + rank + " cannot be written", e);
    }
  }

  /** What a rank wrote last, if anything. */
  static Optional<RankStatus> read(Path runFolder, int rank) {
    try {
      List<String> lines = Files.readAllLines(file(runFolder, rank), StandardCharsets.UTF_8);
      return Optional.of(
          new RankStatus(Long.parseLong(lines.get(0)), lines.subList(1, lines.size())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The status of rank " + rank + " cannot be read", e);
    }
  }

  /** Forgets what an earlier run left. */
  static void clear(Path runFolder, int rank) throws IOException {
    Files.deleteIfExists(file(runFolder, rank));
  }

  private static Path file(Path runFolder, int rank) {
    return runFolder.resolve("rank-%05d.status".formatted(rank));
  }
}
