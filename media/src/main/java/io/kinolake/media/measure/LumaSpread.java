package io.kinolake.media.measure;

/**
 * How a picture's levels are spread.
 *
 * @param mean level
 * @param deviation standard deviation of the levels, the contrast
 * @param clipped share of pixels at the very ends of the range, 0 to 1
 */
record LumaSpread(double mean, double deviation, double clipped) {
  private static final int DARKEST = 2;
  private static final int BRIGHTEST = 253;

  static LumaSpread of(GrayImage picture) {
    int[] histogram = new int[256];
    for (byte level : picture.levels()) {
      histogram[level & 0xff]++;
    }
    double count = picture.levels().length;
    double sum = 0;
    double squares = 0;
    double clipped = 0;
    for (int level = 0; level < histogram.length; level++) {
      sum += (double) level * histogram[level];
      squares += (double) level * level * histogram[level];
      clipped += level <= DARKEST || level >= BRIGHTEST ? histogram[level] : 0;
    }
    double mean = sum / count;
    return new LumaSpread(
        mean, Math.sqrt(Math.max(0, squares / count - mean * mean)), clipped / count);
  }
}
