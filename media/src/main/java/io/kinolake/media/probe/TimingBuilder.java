package io.kinolake.media.probe;

import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import java.util.TreeSet;

/** Collects the times of a stream's shown frames, in any order. Not thread-safe. */
final class TimingBuilder {
  private final MediaInput input;
  private final MediaLimits limits;
  private final Rational declaredRate;
  private final TimeBase timeBase;
  private final FrameTimes times;
  private final TreeSet<Long> keyTicks = new TreeSet<>();
  private long lastTicks = Long.MIN_VALUE;
  private long lastDuration;

  TimingBuilder(MediaInput input, MediaLimits limits) {
    this.input = input;
    this.limits = limits;
    this.declaredRate = StreamFacts.ratio(input.videoStream().avg_frame_rate());
    Rational base = StreamFacts.ratio(input.videoStream().time_base());
    this.timeBase = new TimeBase(base.numerator(), base.denominator());
    this.times = new FrameTimes(timeBase);
  }

  int count() {
    return times.count();
  }

  /**
   * Adds a frame.
   *
   * @param time of presentation, ticks
   * @param duration ticks, 0 where the container does not say; counts for the last frame only
   * @throws io.kinolake.schemas.failure.KinolakeException TOO_LARGE
   */
  void add(long time, long duration, boolean key) {
    if (times.count() >= limits.maxFrames()) {
      throw ProbeFailures.tooManyFrames(input.file(), limits.maxFrames());
    }
    times.add(time);
    if (time > lastTicks) {
      lastTicks = time;
      lastDuration = duration;
    }
    if (key) {
      keyTicks.add(time);
    }
  }

  /** The nominal duration of a frame, ticks; at least 1. */
  long nominalTicks() {
    return Math.max(1, timeBase.toTicks(nominalUs()));
  }

  /** The timing of one frame or more. */
  FrameTiming build() {
    times.sort();
    long lastUs = lastDuration > 0 ? Math.max(1, timeBase.toMicros(lastDuration)) : nominalUs();
    TimeRange range = times.range(lastUs);
    boolean uneven = times.areUneven();
    Rational average = times.averageRate(range, declaredRate);
    return new FrameTiming(
        times.count(),
        range,
        average,
        uneven ? times.realRate() : average,
        uneven,
        keyTicks.stream().map(timeBase::toMicros).toList());
  }

  private long nominalUs() {
    return declaredRate.isKnown()
        ? Math.max(1, Math.round(1e6 / declaredRate.toDouble()))
        : VideoDecoder.IMAGE_DURATION_US;
  }
}
