package io.kinolake.udfs.score;

import java.util.Optional;

/** The frames of one open clip, in presentation order. One thread. */
public interface ClipFrames extends AutoCloseable {

  /**
   * The next frame, or nothing after the last; the frame before becomes invalid.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be decoded
   */
  Optional<ClipFrame> next();

  @Override
  void close();
}
