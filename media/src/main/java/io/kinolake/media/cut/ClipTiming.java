package io.kinolake.media.cut;

import io.kinolake.media.encode.PictureFormat;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.Rational;

/**
 * How the times of a source's frames become times in a clip, which begins at 0.
 *
 * @param timeBase seconds per tick of the clip
 * @param rate frames per second; unknown where times vary
 * @param resampled whether frames are repeated or left out to meet the rate
 */
record ClipTiming(Rational timeBase, Rational rate, boolean resampled) {
  private static final long MICROS = 1_000_000;
  private static final double SAME_RATE = 0.005; // containers round times; rates differ by more

  /**
   * The timing of a source's clips.
   *
   * @param wanted frames per second; unknown keeps the source's times
   * @param sourceBase the time base of the source's stream
   */
  static ClipTiming of(Rational wanted, FrameTiming source, Rational sourceBase) {
    if (wanted.isKnown()) {
      return new ClipTiming(PictureFormat.timeBaseOf(wanted), wanted, true);
    }
    Rational rate = constantRate(source);
    if (rate.isKnown()) {
      return new ClipTiming(PictureFormat.timeBaseOf(rate), rate, false);
    }
    // Finer than a microsecond is more than a frame's time is known to here.
    boolean fine = sourceBase.denominator() / sourceBase.numerator() > MICROS;
    return new ClipTiming(fine ? new Rational(1, MICROS) : sourceBase, Rational.UNKNOWN, false);
  }

  private static Rational constantRate(FrameTiming source) {
    if (source.variable() || !source.averageRate().isKnown()) {
      return Rational.UNKNOWN;
    }
    // Of two expressions of the same rate, the one that FFmpeg found is the rounder number.
    double ratio = source.realRate().toDouble() / source.averageRate().toDouble();
    return Math.abs(ratio - 1) < SAME_RATE ? source.realRate() : source.averageRate();
  }

  /** The tick nearest to a time after the clip's begin. */
  long ticks(long us) {
    double perMicro = (double) timeBase.denominator() / timeBase.numerator() / MICROS;
    return Math.round(us * perMicro);
  }

  /** The first tick that is not before a time after the clip's begin. */
  long ticksAtOrAfter(long us) {
    long divisor = timeBase.numerator() * MICROS;
    return Math.floorDiv(us * timeBase.denominator() + divisor - 1, divisor);
  }

  /** A tick's time after the clip's begin, microseconds. */
  long toUs(long ticks) {
    return Math.round((double) ticks * timeBase.numerator() * MICROS / timeBase.denominator());
  }

  /** How far a time may be off after a container has rounded it. */
  long toleranceUs() {
    return 1 + toUs(1) / 2;
  }
}
