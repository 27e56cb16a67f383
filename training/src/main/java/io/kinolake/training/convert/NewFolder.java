package io.kinolake.training.convert;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder being filled beside its place, which it takes in one step when it is complete. Not
 * thread-safe.
 */
final class NewFolder implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private boolean committed;

  private NewFolder(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /**
   * Starts a folder; those above it are made if need be.
   *
   * @throws KinolakeException BAD_ARGUMENT if the target is there and not empty
   */
  static NewFolder create(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    requireNone(absolute);
    Path temporary =
        absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(temporary);
      return new NewFolder(absolute, temporary);
    } catch (IOException e) {
      throw failed(absolute, e);
    }
  }

  /**
   * Requires that nothing would be overwritten.
   *
   * @throws KinolakeException BAD_ARGUMENT if there is a file or a folder that is not empty
   */
  static void requireNone(Path target) {
    if (!Files.exists(target)) {
      return;
    }
    try (Stream<Path> files = Files.list(target)) {
      if (files.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      // A file, or a folder that cannot be read: neither is replaced.
    }
    throw new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "'%s' is there already and is not overwritten. Name another folder.".formatted(target));
  }

  /** Where to write. */
  Path path() {
    return temporary;
  }

  /** A folder below, made if need be. */
  Path below(String name) {
    try {
      return Files.createDirectories(temporary.resolve(name));
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Gives the folder its name. */
  void commit() {
    requireNone(target);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      committed = true;
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    if (committed) {
      return;
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Writes a small text file, which replaces another in one step. */
  static void writeText(Path file, String text) {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static KinolakeException failed(Path target, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "'%s' cannot be written: %s. Check space and rights.".formatted(target, cause),
        cause);
  }
}
