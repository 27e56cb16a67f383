package io.kinolake.jobs.dropin;

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

  /** The file that a path, as a table or a user spells it, names from here. */
  public Path resolve(String path) {
    return workingDirectory.resolve(path);
  }
}
