package io.kinolake.media.measure;

import static java.util.Objects.checkIndex;

import java.util.Arrays;

/**
 * A picture of luma levels, 0 black to 255 white, row by row without padding. Immutable as long as
 * the array it was made from is left alone; thread-safe under the same condition.
 */
public final class GrayImage {
  private final int width;
  private final int height;
  private final byte[] levels;

  private GrayImage(int width, int height, byte[] levels) {
    this.width = width;
    this.height = height;
    this.levels = levels;
  }

  /**
   * A picture over the given array, which is not copied.
   *
   * @throws IllegalArgumentException if the array does not hold width times height levels
   */
  public static GrayImage of(int width, int height, byte[] levels) {
    if (width < 1 || height < 1 || levels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "%d levels are no picture of %dx%d".formatted(levels.length, width, height));
    }
    return new GrayImage(width, height, levels);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The level at a position, 0 to 255. */
  public int at(int x, int y) {
    checkIndex(x, width);
    return levels[y * width + x] & 0xff;
  }

  /** The backing array, row by row; not to be written to. */
  byte[] levels() {
    return levels;
  }

  /** Rows become columns. */
  public GrayImage transposed() {
    byte[] turned = new byte[levels.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        turned[x * height + y] = levels[y * width + x];
      }
    }
    return new GrayImage(height, width, turned);
  }

  /**
   * The picture at another size by bilinear interpolation with aligned corners: the centres of the
   * corner pixels coincide, and nothing is averaged when the picture shrinks.
   */
  public GrayImage bilinear(int newWidth, int newHeight) {
    if (newWidth == width && newHeight == height) {
      return this;
    }
    byte[] scaled = new byte[newWidth * newHeight];
    int[] lefts = new int[newWidth];
    float[] fractions = new float[newWidth];
    double stepX = step(width, newWidth);
    for (int x = 0; x < newWidth; x++) {
      // The last but one column with a fraction of 1 stands for the last.
      lefts[x] = Math.max(0, Math.min((int) (x * stepX), width - 2));
      fractions[x] = (float) (x * stepX - lefts[x]);
    }
    double stepY = step(height, newHeight);
    float[] upper = new float[newWidth];
    float[] lower = new float[newWidth];
    int upperRow = -1;
    int lowerRow = -1;
    for (int y = 0; y < newHeight; y++) {
      int top = Math.max(0, Math.min((int) (y * stepY), height - 2));
      int bottom = Math.min(top + 1, height - 1);
      if (top == lowerRow) {
        float[] spare = upper;
        upper = lower;
        lower = spare;
        upperRow = lowerRow;
        lowerRow = -1;
      }
      if (top != upperRow) {
        mixColumns(top, lefts, fractions, upper);
        upperRow = top;
      }
      if (bottom != lowerRow) {
        mixColumns(bottom, lefts, fractions, lower);
        lowerRow = bottom;
      }
      mixRows(upper, lower, (float) (y * stepY - top), scaled, y * newWidth);
    }
    return new GrayImage(newWidth, newHeight, scaled);
  }

  /** The picture shrunk by a whole factor, each level the mean of a square; leftovers are cut. */
  public GrayImage reduced(int factor) {
    if (factor == 1) {
      return this;
    }
    int newWidth = width / factor;
    int newHeight = height / factor;
    byte[] means = new byte[newWidth * newHeight];
    int area = factor * factor;
    int[] sums = new int[newWidth];
    for (int y = 0; y < newHeight; y++) {
      Arrays.fill(sums, area / 2);
      for (int row = y * factor; row < (y + 1) * factor; row++) {
        int from = row * width;
        for (int x = 0; x < newWidth; x++) {
          for (int i = 0; i < factor; i++) {
            sums[x] += levels[from++] & 0xff;
          }
        }
      }
      for (int x = 0; x < newWidth; x++) {
        means[y * newWidth + x] = (byte) (sums[x] / area);
      }
    }
    return new GrayImage(newWidth, newHeight, means);
  }

  /**
   * The mean levels of a grid of equal cells laid over the picture, row by row; pixels on a border
   * count by the share that lies inside.
   */
  double[] areaMeans(int columns, int rows) {
    double[] means = new double[columns * rows];
    double[] line = new double[columns];
    double cellHeight = height / (double) rows;
    for (int row = 0; row < rows; row++) {
      double from = row * cellHeight;
      double to = from + cellHeight;
      for (int y = (int) from; y < Math.min(height, Math.ceil(to)); y++) {
        lineMeans(y, line);
        double share = Math.min(to, y + 1) - Math.max(from, y);
        for (int column = 0; column < columns; column++) {
          means[row * columns + column] += line[column] * share / cellHeight;
        }
      }
    }
    return means;
  }

  private void lineMeans(int y, double[] means) {
    double cellWidth = width / (double) means.length;
    for (int column = 0; column < means.length; column++) {
      double from = column * cellWidth;
      double to = from + cellWidth;
      double sum = 0;
      for (int x = (int) from; x < Math.min(width, Math.ceil(to)); x++) {
        sum += (levels[y * width + x] & 0xff) * (Math.min(to, x + 1) - Math.max(from, x));
      }
      means[column] = sum / cellWidth;
    }
  }

  private void mixColumns(int row, int[] lefts, float[] fractions, float[] mixed) {
    int right = width == 1 ? 0 : 1;
    int start = row * width;
    for (int x = 0; x < mixed.length; x++) {
      int at = start + lefts[x];
      int left = levels[at] & 0xff;
      mixed[x] = left + ((levels[at + right] & 0xff) - left) * fractions[x];
    }
  }

  private static void mixRows(float[] upper, float[] lower, float fraction, byte[] into, int at) {
    for (int x = 0; x < upper.length; x++) {
      into[at + x] = (byte) (int) (upper[x] + (lower[x] - upper[x]) * fraction + 0.5f);
    }
  }

  private static double step(int size, int newSize) {
    return newSize == 1 ? 0 : (size - 1) / (double) (newSize - 1);
  }
}
