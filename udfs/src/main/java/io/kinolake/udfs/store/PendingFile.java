package io.kinolake.udfs.store;

import java.nio.file.Path;

/** A file being written under a temporary name. Not thread-safe. */
public interface PendingFile extends AutoCloseable {

  /** The local file to write to; its extension is that of the final name. */
  Path path();

  /**
   * Gives the file its final name, replacing an older one in one step.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRITE_FAILED
   */
  void commit();

  /** Removes the temporary file unless it was committed. */
  @Override
  void close();
}
