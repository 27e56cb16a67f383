package io.kinolake.media.measure;

/**
 * A picture of blue, green and red levels in turn, 0 to 255, row by row without padding. Immutable
 * as long as the array it was made from is left alone.
 */
public final class ColorImage {
  private final int width;
  private final int height;
  private final byte[] levels;

  private ColorImage(int width, int height, byte[] levels) {
    this.width = width;
    this.height = height;
    this.levels = levels;
  }

  /**
   * A picture over the given array, which is not copied.
   *
   * @param bgr blue, green, red of each pixel
   * @throws IllegalArgumentException if the array does not hold 3 times width times height levels
   */
  public static ColorImage ofBgr(int width, int height, byte[] bgr) {
    if (width < 1 || height < 1 || bgr.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "%d levels are no colour picture of %dx%d".formatted(bgr.length, width, height));
    }
    return new ColorImage(width, height, bgr);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** A pixel as {@code 0xRRGGBB}. */
  public int rgb(int x, int y) {
    int at = 3 * (y * width + x);
    return ((levels[at + 2] & 0xff) << 16) | ((levels[at + 1] & 0xff) << 8) | (levels[at] & 0xff);
  }

  /** The levels as red, green and blue in turn; a new array. */
  public byte[] toRgbLevels() {
    byte[] rgb = new byte[levels.length];
    for (int at = 0; at < levels.length; at += 3) {
      rgb[at] = levels[at + 2];
      rgb[at + 1] = levels[at + 1];
      rgb[at + 2] = levels[at];
    }
    return rgb;
  }

  /**
   * Colourfulness after Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003),
   * metric M3: 0 is grey, 15 slightly, 33 moderately, 59 quite, 109 extremely colourful.
   */
  public double colourfulness() {
    double sumRg = 0;
    double sumYb = 0;
    double squares = 0;
    for (int at = 0; at < levels.length; at += 3) {
      int blue = levels[at] & 0xff;
      int green = levels[at + 1] & 0xff;
      int red = levels[at + 2] & 0xff;
      double rg = red - green;
      double yb = 0.5 * (red + green) - blue;
      sumRg += rg;
      sumYb += yb;
      squares += rg * rg + yb * yb;
    }
    double pixels = levels.length / 3.0;
    double meanRg = sumRg / pixels;
    double meanYb = sumYb / pixels;
    double variance = Math.max(0, squares / pixels - meanRg * meanRg - meanYb * meanYb);
    return Math.sqrt(variance) + 0.3 * Math.hypot(meanRg, meanYb);
  }
}
