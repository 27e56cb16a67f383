package io.kinolake.media.probe;

import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import java.util.Arrays;

/**
 * The presentation times of a stream's frames, in ticks. Collected in any order, then read sorted.
 * Not thread-safe.
 */
final class FrameTimes {
  /** Frame rates of film and television; declared or measured rates this near to one are it. */
  private static final long[] COMMON_RATES = {24, 25, 30, 48, 50, 60, 90, 100, 120, 240};

  private static final double NEAR = 5e-4;

  private final TimeBase timeBase;
  private long[] ticks = new long[1024];
  private int count;

  FrameTimes(TimeBase timeBase) {
    this.timeBase = timeBase;
  }

  void add(long time) {
    if (count == ticks.length) {
      ticks = Arrays.copyOf(ticks, count * 2);
    }
    ticks[count++] = time;
  }

  int count() {
    return count;
  }

  void sort() {
    Arrays.sort(ticks, 0, count);
  }

  /** From the first frame to the end of the last, whose duration is given. */
  TimeRange range(long lastDurationUs) {
    long end = timeBase.toMicros(ticks[count - 1]) + lastDurationUs;
    return new TimeRange(timeBase.toMicros(ticks[0]), end);
  }

  /** Whether gaps differ by more than two ticks and a millisecond: more than rounding explains. */
  boolean areUneven() {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 1; i < count; i++) {
      long gap = ticks[i] - ticks[i - 1];
      least = Math.min(least, gap);
      most = Math.max(most, gap);
    }
    long spread = most - least;
    return count > 2 && spread > 2 && timeBase.toMicros(spread) > 1000;
  }

  /** Frames over duration: the declared or a common rate where that is near, else as measured. */
  Rational averageRate(TimeRange range, Rational declared) {
    double measured = count * 1e6 / range.durationUs();
    if (isNear(declared, measured)) {
      return declared;
    }
    for (long rate : COMMON_RATES) {
      for (Rational common :
          new Rational[] {new Rational(rate, 1), new Rational(rate * 1000, 1001)}) {
        if (isNear(common, measured)) {
          return common;
        }
      }
    }
    return new Rational(count * 1_000_000L, range.durationUs());
  }

  /** The lowest rate of whose frames every gap is a multiple. */
  Rational realRate() {
    long common = 0;
    for (int i = 1; i < count; i++) {
      common = gcd(ticks[i] - ticks[i - 1], common);
    }
    return common == 0
        ? Rational.UNKNOWN
        : new Rational(timeBase.denominator(), timeBase.numerator() * common);
  }

  private static boolean isNear(Rational rate, double measured) {
    return rate.isKnown() && Math.abs(rate.toDouble() / measured - 1) < NEAR;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
