package io.kinolake.media.measure;

/**
 * How much steps between neighbouring pixels stand out on the borders of 8x8 blocks: the mean
 * absolute step on the grid's lines over that between them, 1 where there is no grid. The grid may
 * start anywhere, as in a cropped picture. Ratios of steps follow Wang, Bovik and Evans, "Blind
 * measurement of blocking artifacts in images" (2000).
 */
final class Blockiness {
  private static final int BLOCK = 8;

  private Blockiness() {}

  static double of(GrayImage picture) {
    return Math.max(1, Math.min(acrossColumns(picture), acrossRows(picture)));
  }

  /** Steps to the right-hand neighbour; every fourth row tells enough. */
  private static double acrossColumns(GrayImage picture) {
    int width = picture.width();
    byte[] levels = picture.levels();
    long[] sums = new long[BLOCK];
    long[] counts = new long[BLOCK];
    for (int y = 0; y < picture.height(); y += 4) {
      int row = y * width;
      for (int phase = 0; phase < BLOCK; phase++) {
        int sum = 0;
        for (int x = phase; x < width - 1; x += BLOCK) {
          sum += Math.abs((levels[row + x] & 0xff) - (levels[row + x + 1] & 0xff));
        }
        sums[phase] += sum;
        counts[phase] += (width - 1 - phase + BLOCK - 1) / BLOCK;
      }
    }
    return strongest(sums, counts);
  }

  /** Steps to the neighbour below; every fourth column tells enough. */
  private static double acrossRows(GrayImage picture) {
    int width = picture.width();
    byte[] levels = picture.levels();
    long[] sums = new long[BLOCK];
    long[] counts = new long[BLOCK];
    for (int y = 0; y < picture.height() - 1; y++) {
      int sum = 0;
      for (int at = y * width; at < (y + 1) * width; at += 4) {
        sum += Math.abs((levels[at] & 0xff) - (levels[at + width] & 0xff));
      }
      sums[y % BLOCK] += sum;
      counts[y % BLOCK] += (width + 3) / 4;
    }
    return strongest(sums, counts);
  }

  private static double strongest(long[] sums, long[] counts) {
    double total = 0;
    double most = 0;
    for (int phase = 0; phase < BLOCK; phase++) {
      double mean = counts[phase] == 0 ? 0 : sums[phase] / (double) counts[phase];
      total += mean;
      most = Math.max(most, mean);
    }
    double others = (total - most) / (BLOCK - 1);
    // A hundredth of a level keeps flat pictures from having a ratio at all.
    return (most + 0.01) / (others + 0.01);
  }
}
