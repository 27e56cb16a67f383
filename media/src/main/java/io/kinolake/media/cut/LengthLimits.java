package io.kinolake.media.cut;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long clips may be.
 *
 * @param shortest scenes below it yield no clip; zero for no limit
 * @param longest no clip is longer; {@link #FOREVER} for no limit
 * @param longScenes what becomes of longer scenes
 */
public record LengthLimits(Duration shortest, Duration longest, LongScenes longScenes)
    implements Serializable {
  /** More than any video: 10,000 days, which fits microseconds. */
  public static final Duration FOREVER = Duration.ofDays(10_000);

  /** Every scene becomes one clip. */
  public static final LengthLimits NONE =
      new LengthLimits(Duration.ZERO, FOREVER, LongScenes.SPLIT);

  private static final long NANOS_PER_MICRO = 1_000;

  public LengthLimits {
    if (shortest.isNegative() || longest.isZero() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "The longest clip must not be shorter than the shortest: %s to %s"
              .formatted(shortest, longest));
    }
    if (longest.compareTo(FOREVER) > 0) {
      throw new IllegalArgumentException("No clip is as long as " + longest);
    }
  }

  long shortestUs() {
    return shortest.toNanos() / NANOS_PER_MICRO;
  }

  long longestUs() {
    return longest.toNanos() / NANOS_PER_MICRO;
  }
}
