package io.kinolake.media.input;

import java.io.Serializable;
import java.time.Duration;

/**
 * What one item may cost at most. Headers of hostile files claim anything, so the size is checked
 * before memory is taken.
 *
 * @param maxPixels stored width times height
 * @param maxFrames frames that decoding may yield
 * @param deadline wall-clock time from opening on
 */
public record MediaLimits(long maxPixels, long maxFrames, Duration deadline)
    implements Serializable {
  /** 16384 x 16384 pixels, a day of 240 frames a second, six hours of work. */
  public static final MediaLimits DEFAULT =
      new MediaLimits(16_384L * 16_384, 86_400L * 240, Duration.ofHours(6));

  public MediaLimits {
    if (maxPixels < 1 || maxFrames < 1 || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "Limits must be positive: %d pixels, %d frames, %s"
              .formatted(maxPixels, maxFrames, deadline));
    }
  }

  public MediaLimits withMaxPixels(long pixels) {
    return new MediaLimits(pixels, maxFrames, deadline);
  }

  public MediaLimits withMaxFrames(long frames) {
    return new MediaLimits(maxPixels, frames, deadline);
  }

  public MediaLimits withDeadline(Duration limit) {
    return new MediaLimits(maxPixels, maxFrames, limit);
  }
}
