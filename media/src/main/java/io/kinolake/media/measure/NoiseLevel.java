package io.kinolake.media.measure;

import java.util.Arrays;

/**
 * The standard deviation of a picture's noise, in levels: the estimator of Immerkær, "Fast Noise
 * Variance Estimation" (1996), the mean absolute response of a 3x3 mask that no smooth surface
 * excites. It is taken per block, and a low quartile of the blocks is the answer, so that texture
 * and edges are not taken for noise; blocks at the ends of the range, where noise is clipped, count
 * only if there are no others.
 */
final class NoiseLevel {
  private static final int BLOCK = 16;

  /** Every other row of a block is as noisy as all. */
  private static final int ROW_STEP = 2;

  private static final double QUARTILE = 0.25;
  private static final int DARK = 16;
  private static final int BRIGHT = 239;

  private NoiseLevel() {}

  static double of(GrayImage picture) {
    int columns = (picture.width() - 2) / BLOCK;
    int rows = (picture.height() - 2) / BLOCK;
    if (columns < 1 || rows < 1) {
      return 0;
    }
    double[] levels = new double[columns * rows];
    double[] clipped = new double[columns * rows];
    int count = 0;
    int clippedCount = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int x = 1 + column * BLOCK;
        int y = 1 + row * BLOCK;
        double mean = mean(picture, x, y);
        if (mean < DARK || mean > BRIGHT) {
          clipped[clippedCount++] = response(picture, x, y);
        } else {
          levels[count++] = response(picture, x, y);
        }
      }
    }
    return count > 0 ? quartile(levels, count) : quartile(clipped, clippedCount);
  }

  private static double quartile(double[] values, int count) {
    Arrays.sort(values, 0, count);
    return values[(int) (QUARTILE * (count - 1))];
  }

  private static double mean(GrayImage picture, int left, int top) {
    byte[] levels = picture.levels();
    int sum = 0;
    for (int y = top; y < top + BLOCK; y += ROW_STEP) {
      int at = y * picture.width() + left;
      for (int x = 0; x < BLOCK; x++) {
        sum += levels[at + x] & 0xff;
      }
    }
    return sum / (double) (BLOCK * BLOCK / ROW_STEP);
  }

  /** sqrt(pi / 2) / 6 times the mean absolute response to (1 -2 1, -2 4 -2, 1 -2 1). */
  private static double response(GrayImage picture, int left, int top) {
    byte[] levels = picture.levels();
    int width = picture.width();
    int sum = 0;
    for (int y = top; y < top + BLOCK; y += ROW_STEP) {
      int start = y * width + left;
      int before = column(levels, start - 1, width);
      int here = column(levels, start, width);
      for (int at = start + 1; at <= start + BLOCK; at++) {
        int after = column(levels, at, width);
        sum += Math.abs(before - 2 * here + after);
        before = here;
        here = after;
      }
    }
    return Math.sqrt(Math.PI / 2) / 6 * sum / (BLOCK * BLOCK / ROW_STEP);
  }

  private static int column(byte[] levels, int at, int width) {
    return (levels[at - width] & 0xff) - 2 * (levels[at] & 0xff) + (levels[at + width] & 0xff);
  }
}
