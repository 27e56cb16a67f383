package io.kinolake.udfs.score;

import java.util.Arrays;
import java.util.stream.LongStream;

/** A set of frame indices of one clip; never empty. Immutable. */
public final class FrameSet {
  private final long[] indices; // ascending; empty where every frame up to the last is in the set
  private final long last;

  private FrameSet(long[] indices, long last) {
    this.indices = indices;
    this.last = last;
  }

  static FrameSet of(LongStream indices) {
    long[] sorted = indices.distinct().sorted().toArray();
    return new FrameSet(sorted, sorted[sorted.length - 1]);
  }

  static FrameSet all(long frames) {
    return new FrameSet(new long[0], frames - 1);
  }

  public boolean contains(long index) {
    return indices.length == 0 ? index <= last : Arrays.binarySearch(indices, index) >= 0;
  }

  /** The highest index. */
  public long last() {
    return last;
  }
}
