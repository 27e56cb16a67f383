package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;

/**
 * How much a frame differs from the one before: the weighted mean of the mean absolute differences
 * of 8-bit hue, saturation and brightness. The first frame scores 0. This is the content value of
 * PySceneDetect.
 */
final class HsvDifference implements PictureScorer {
  private final HsvWeights weights;
  private final double pixels;
  private final HsvRow[] last;
  private HsvRow spare;
  private boolean first = true;
  private long hueSum;
  private long saturationSum;
  private long brightnessSum;

  HsvDifference(FrameSize size, HsvWeights weights) {
    this.weights = weights;
    this.pixels = (double) size.width() * size.height();
    this.last = new HsvRow[size.height()];
    for (int y = 0; y < last.length; y++) {
      last[y] = new HsvRow(size.width());
    }
    this.spare = new HsvRow(size.width());
  }

  @Override
  public void row(int y, PixelRow row) {
    HsvRow before = last[y];
    HsvRow now = spare;
    now.convert(row);
    if (!first) {
      hueSum += difference(before.hue, now.hue);
      saturationSum += difference(before.saturation, now.saturation);
      brightnessSum += difference(before.brightness, now.brightness);
    }
    last[y] = now;
    spare = before;
  }

  @Override
  public void unchangedRow(int y) {
    // It differs by nothing and stays what it is.
  }

  @Override
  public double finish() {
    double score = weights.mean(hueSum / pixels, saturationSum / pixels, brightnessSum / pixels);
    first = false;
    hueSum = 0;
    saturationSum = 0;
    brightnessSum = 0;
    return score;
  }

  private static int difference(int[] before, int[] now) {
    int sum = 0;
    for (int i = 0; i < now.length; i++) {
      sum += Math.abs(now[i] - before[i]);
    }
    return sum;
  }
}
