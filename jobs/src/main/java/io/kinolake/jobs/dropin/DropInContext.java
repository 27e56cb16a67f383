package io.kinolake.jobs.dropin;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.store.Location;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Where a drop-in command runs.
 *
 * @param workingDirectory what relative paths are relative to
 * @param out what the original prints
 * @param err failures, one sentence each
 */
public record DropInContext(Path workingDirectory, PrintStream out, PrintStream err) {

  public DropInContext {
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  /**
   * The file that a path, as a table or a user spells it, names from here.
   *
   * @throws KinolakeException BAD_ARGUMENT for the URI of an object store
   */
  public Path resolve(String path) {
    if (path.contains(":/") && !Location.of(path).isLocal()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' is not a file of this machine, and the tools.* commands take no others. Copy it here, or use './kinolake run --videos URI', which takes object stores."
              .formatted(path));
    }
    return workingDirectory.resolve(path);
  }
}
