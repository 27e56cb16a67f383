package io.kinolake.schemas.media;

import java.io.Serializable;

/**
 * A half-open range of frame indices, {@code [start, end)}; frame 0 is the first in presentation
 * order, and every decoded frame counts once.
 */
public record FrameRange(long start, long end) implements Serializable {

  public FrameRange {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "A frame range must not be empty or negative: [" + start + ", " + end + ")");
    }
  }

  public long length() {
    return end - start;
  }

  public boolean contains(long frame) {
    return start <= frame && frame < end;
  }
}
