package io.kinolake.media.input;

import java.math.BigInteger;

/**
 * Seconds per tick of a stream's time stamps, and the one rule by which ticks become microseconds:
 * to the nearest, halves away from zero, as FFmpeg's {@code av_rescale_q} does.
 *
 * @param numerator positive
 * @param denominator positive
 */
public record TimeBase(long numerator, long denominator) {
  private static final long MICROS = 1_000_000;

  public TimeBase {
    if (numerator <= 0 || denominator <= 0) {
      throw new IllegalArgumentException("Not a time base: " + numerator + "/" + denominator);
    }
  }

  public long toMicros(long ticks) {
    return rescale(ticks, numerator * MICROS, denominator);
  }

  public long toTicks(long micros) {
    return rescale(micros, denominator, numerator * MICROS);
  }

  private static long rescale(long value, long multiplier, long divisor) {
    long magnitude = Math.abs(value);
    long high = Math.multiplyHigh(magnitude, multiplier);
    long low = magnitude * multiplier;
    long half = divisor / 2;
    long rounded;
    if (high == 0 && low >= 0 && low <= Long.MAX_VALUE - half) {
      rounded = (low + half) / divisor;
    } else {
      rounded =
          BigInteger.valueOf(magnitude)
              .multiply(BigInteger.valueOf(multiplier))
              .add(BigInteger.valueOf(half))
              .divide(BigInteger.valueOf(divisor))
              .longValue();
    }
    return value < 0 ? -rounded : rounded;
  }
}
