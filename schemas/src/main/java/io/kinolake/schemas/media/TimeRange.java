package io.kinolake.schemas.media;

import java.io.Serializable;

/**
 * A half-open range of presentation time, {@code [startUs, endUs)}, in microseconds on the
 * container's own time line (which need not start at 0).
 */
public record TimeRange(long startUs, long endUs) implements Serializable {

  public TimeRange {
    if (endUs <= startUs) {
      throw new IllegalArgumentException(
          "A time range must end after it starts: [" + startUs + ", " + endUs + ") us");
    }
  }

  public long durationUs() {
    return endUs - startUs;
  }

  public boolean contains(long timeUs) {
    return startUs <= timeUs && timeUs < endUs;
  }
}
