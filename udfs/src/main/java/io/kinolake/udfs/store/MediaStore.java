package io.kinolake.udfs.store;

/**
 * Opens sources and writes clips, wherever they lie. FFmpeg sees local files only: a remote source
 * is fetched first, a remote clip is uploaded when it is complete. Thread-safe.
 */
public interface MediaStore {

  /**
   * Makes a source available as a local file. The caller closes it.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND or NOT_READABLE
   */
  LocalMedia open(String uri);

  /**
   * Starts a file that appears under its name only when it is complete. The caller closes it; what
   * was not committed by then is gone.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRITE_FAILED
   */
  PendingFile create(String uri);

  /** Removes a file; a missing one is no error. */
  void delete(String uri);
}
