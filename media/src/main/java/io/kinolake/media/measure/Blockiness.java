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
    return Math.max(1, Math.min(ratio(picture, 1, 0), ratio(picture, 0, 1)));
  }

  private static double ratio(GrayImage picture, int stepX, int stepY) {
    long[] sums = new long[BLOCK];
    long[] counts = new long[BLOCK];
    int width = picture.width();
    byte[] levels = picture.levels();
    int neighbour = stepY * width + stepX;
    for (int y = 0; y < picture.height() - stepY; y++) {
      for (int x = 0; x < width - stepX; x++) {
        int phase = (stepX == 1 ? x : y) % BLOCK;
        int at = y * width + x;
        sums[phase] += Math.abs((levels[at] & 0xff) - (levels[at + neighbour] & 0xff));
        counts[phase]++;
      }
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
