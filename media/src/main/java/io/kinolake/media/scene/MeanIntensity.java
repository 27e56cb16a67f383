package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;

/** The mean of all samples of all three channels of a frame, 0..255. */
final class MeanIntensity implements PictureScorer {
  private final double samples;
  private final long[] rowSums;

  MeanIntensity(FrameSize size) {
    this.samples = 3.0 * size.width() * size.height();
    this.rowSums = new long[size.height()];
  }

  @Override
  public void row(int y, PixelRow row) {
    rowSums[y] = sum(row.blue()) + sum(row.green()) + sum(row.red());
  }

  @Override
  public void unchangedRow(int y) {
    // Its sum stays what it is.
  }

  @Override
  public double finish() {
    long total = 0;
    for (long rowSum : rowSums) {
      total += rowSum;
    }
    return total / samples;
  }

  private static long sum(int[] values) {
    int sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
