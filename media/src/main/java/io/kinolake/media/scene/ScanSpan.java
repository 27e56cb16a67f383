package io.kinolake.media.scene;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.TimeRange;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a video that can be scanned by itself: the frames from a key frame on, up to and with
 * the first frame of the next span, which both spans look at.
 *
 * @param startUs time of the key frame; {@link #BEGINNING} for the first span
 * @param endUs time of the next span's key frame; {@link #END} for the last span
 */
public record ScanSpan(long startUs, long endUs) implements Serializable {
  public static final long BEGINNING = Long.MIN_VALUE;
  public static final long END = Long.MAX_VALUE;

  /** The whole video. */
  public static final ScanSpan WHOLE = new ScanSpan(BEGINNING, END);

  public ScanSpan {
    if (endUs <= startUs) {
      throw new IllegalArgumentException(
          "A span must end after it starts: [" + startUs + ", " + endUs + ") us");
    }
  }

  /**
   * Splits a video at key frames into spans that are no shorter than a target, but for the last.
   *
   * @param target positive
   */
  public static List<ScanSpan> plan(FrameTiming timing, Duration target) {
    long targetUs = target.toNanos() / 1000;
    if (targetUs <= 0) {
      throw new IllegalArgumentException("A span takes time, not " + target);
    }
    List<Long> boundaries = new ArrayList<>();
    long start = timing.range().startUs();
    for (long keyFrame : timing.keyFramesUs()) {
      if (keyFrame - start >= targetUs && keyFrame < timing.range().endUs()) {
        boundaries.add(keyFrame);
        start = keyFrame;
      }
    }
    return between(boundaries);
  }

  /** The spans between given key frames' times, which ascend. */
  static List<ScanSpan> between(List<Long> boundaries) {
    List<ScanSpan> spans = new ArrayList<>();
    long start = BEGINNING;
    for (long boundary : boundaries) {
      spans.add(new ScanSpan(start, boundary));
      start = boundary;
    }
    spans.add(new ScanSpan(start, END));
    return List.copyOf(spans);
  }

  public boolean startsAtBeginning() {
    return startUs == BEGINNING;
  }

  /** Options that decode from the span's first frame on. */
  DecodeOptions from(DecodeOptions decoding) {
    return startsAtBeginning() ? decoding : decoding.withRange(new TimeRange(startUs, END));
  }
}
