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

  /** The Sobel masks answer with eight times the gradient. */
  private static final int SQUARES_PER_BIN = (8 / BINS_PER_LEVEL) * (8 / BINS_PER_LEVEL);

  private EdgeStrength() {}

  static double of(GrayImage picture, double noise) {
    int width = picture.width() - 2;
    int rows = (picture.height() - 2 + ROW_STEP - 1) / ROW_STEP;
    long left = Math.max(1, Math.round(STEEPEST * Math.max(0, (long) width * rows)));
    int[] histogram = histogram(picture, left);
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

  /**
   * Gradients by bins, of which only the steepest are right: whatever is flatter than as many
   * others as are wanted is left out on the way.
   */
  private static int[] histogram(GrayImage picture, long wanted) {
    int width = picture.width();
    byte[] levels = picture.levels();
    int[] bins = new int[BINS];
    int least = 0; // bins from here on have not had as many as are wanted
    long steeper = 0; // in the bins from the least on
    for (int y = 1; y < picture.height() - 1; y += ROW_STEP) {
      int leastSquare = least * least * SQUARES_PER_BIN;
      for (int x = 1; x < width - 1; x++) {
        int at = y * width + x;
        int slant = (levels[at + width + 1] & 0xff) - (levels[at - width - 1] & 0xff);
        int counter = (levels[at - width + 1] & 0xff) - (levels[at + width - 1] & 0xff);
        int across = slant + counter + 2 * ((levels[at + 1] & 0xff) - (levels[at - 1] & 0xff));
        int down =
            slant - counter + 2 * ((levels[at + width] & 0xff) - (levels[at - width] & 0xff));
        int square = across * across + down * down;
        if (square >= leastSquare) {
          float gradient = (float) Math.sqrt(square) / 8;
          bins[Math.min(BINS - 1, (int) (gradient * BINS_PER_LEVEL))]++;
          steeper++;
        }
      }
      while (steeper - bins[least] >= wanted) {
        steeper -= bins[least++];
      }
    }
    return bins;
  }
}
