package io.kinolake.media.decode;

import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.TimeRange;
import java.util.Optional;

/**
 * How to decode.
 *
 * @param threads frame threads, at least 1; each holds a frame in flight
 * @param range only frames whose time lies in it are yielded; everything where empty
 * @param motionVectors whether the codec's motion vectors are attached to frames as side data
 * @param limits what one file may cost at most
 */
public record DecodeOptions(
    int threads, Optional<TimeRange> range, boolean motionVectors, MediaLimits limits) {
  /** All cores, the whole file, no motion vectors, default limits. */
  public static final DecodeOptions DEFAULT =
      new DecodeOptions(
          Runtime.getRuntime().availableProcessors(), Optional.empty(), false, MediaLimits.DEFAULT);

  public DecodeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("Decoding needs at least one thread, not " + threads);
    }
  }

  public DecodeOptions withThreads(int count) {
    return new DecodeOptions(count, range, motionVectors, limits);
  }

  public DecodeOptions withRange(TimeRange wanted) {
    return new DecodeOptions(threads, Optional.of(wanted), motionVectors, limits);
  }

  public DecodeOptions withMotionVectors() {
    return new DecodeOptions(threads, range, true, limits);
  }

  public DecodeOptions withLimits(MediaLimits newLimits) {
    return new DecodeOptions(threads, range, motionVectors, newLimits);
  }
}
