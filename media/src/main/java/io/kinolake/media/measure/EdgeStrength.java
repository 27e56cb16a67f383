package io.kinolake.media.measure;

/**
 * How steep a picture's steepest edges are, in levels per pixel: the root mean square of the Sobel
 * gradient over the steepest percent of pixels, less what noise of the given level would add.
 */
final class EdgeStrength {
  private static final double STEEPEST = 0.01;

  /**
   * Noise adds less than this many times its variance to the mean square of the steepest percent.
   */
  private static final double NOISE_GAIN = 3;

  /** Every other row has the same steepest edges as all. */
  private static final int ROW_STEP = 2;

  private static final int BINS_PER_LEVEL = 4;
  private static final int BINS = 256 * BINS_PER_LEVEL;

  private EdgeStrength() {}

  static double of(GrayImage picture, double noise) {
    int[] histogram = histogram(picture);
    long total = 0;
    for (int count : histogram) {
      total += count;
    }
    long left = Math.max(1, Math.round(STEEPEST * total));
    long taken = 0;
    double squares = 0;
    for (int bin = BINS - 1; bin >= 0 && taken < left; bin--) {
      long count = Math.min(histogram[bin], left - taken);
      double gradient = (bin + 0.5) / BINS_PER_LEVEL;
      squares += count * gradient * gradient;
      taken += count;
    }
    double mean = taken == 0 ? 0 : squares / taken;
    return Math.sqrt(Math.max(0, mean - NOISE_GAIN * noise * noise));
  }

  private static int[] histogram(GrayImage picture) {
    int width = picture.width();
    byte[] levels = picture.levels();
    int[] bins = new int[BINS];
    for (int y = 1; y < picture.height() - 1; y += ROW_STEP) {
      for (int x = 1; x < width - 1; x++) {
        int at = y * width + x;
        int topLeft = levels[at - width - 1] & 0xff;
        int topRight = levels[at - width + 1] & 0xff;
        int bottomLeft = levels[at + width - 1] & 0xff;
        int bottomRight = levels[at + width + 1] & 0xff;
        int slant = bottomRight - topLeft;
        int counter = topRight - bottomLeft;
        int across = slant + counter + 2 * ((levels[at + 1] & 0xff) - (levels[at - 1] & 0xff));
        int down =
            slant - counter + 2 * ((levels[at + width] & 0xff) - (levels[at - width] & 0xff));
        float gradient = (float) Math.sqrt(across * across + down * down) / 8;
        bins[Math.min(BINS - 1, (int) (gradient * BINS_PER_LEVEL))]++;
      }
    }
    return bins;
  }
}
