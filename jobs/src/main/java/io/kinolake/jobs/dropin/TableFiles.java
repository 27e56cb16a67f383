package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.NOT_FOUND;

import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.TableFormat;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Tables by the names that a command's arguments give. */
final class TableFiles {
  private final DropInContext context;

  TableFiles(DropInContext context) {
    this.context = context;
  }

  /**
   * Refuses what can be no file of this machine.
   *
   * @throws KinolakeException BAD_ARGUMENT
   */
  void requireName(String name) {
    path(name);
  }

  /** Whether something stands there. */
  boolean exists(String name) {
    return Files.exists(path(name));
  }

  Frame read(String name) throws IOException {
    Path path = path(name);
    if (!Files.exists(path)) {
      throw new KinolakeException(NOT_FOUND, "The table '%s' does not exist.".formatted(name));
    }
    return TableFormat.read(path);
  }

  void write(Frame table, String name) throws IOException {
    TableFormat.write(table, path(name));
  }

  private Path path(String name) {
    try {
      return context.resolve(name);
    } catch (InvalidPathException e) {
      throw new KinolakeException(BAD_ARGUMENT, "'%s' is not a file name.".formatted(name), e);
    }
  }
}
