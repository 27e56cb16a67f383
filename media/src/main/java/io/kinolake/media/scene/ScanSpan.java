package io.kinolake.media.scene;

import java.io.Serializable;

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

  public boolean startsAtBeginning() {
    return startUs == BEGINNING;
  }
}
