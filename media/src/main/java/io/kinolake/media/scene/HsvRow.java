package io.kinolake.media.scene;

/**
 * One row of 8-bit hue (0..179), saturation and brightness (0..255), converted from BGR with the
 * fixed-point arithmetic of OpenCV's {@code COLOR_BGR2HSV}. Mutable scratch space of its owner.
 */
final class HsvRow {
  private static final int SHIFT = 12;
  private static final int HALF = 1 << (SHIFT - 1);
  private static final int HUES = 180;
  private static final int[] SATURATION_SCALE = reciprocals(255);
  private static final int[] HUE_SCALE = reciprocals(HUES / 6.0);

  final int[] hue;
  final int[] saturation;
  final int[] brightness;
  private final int[] spread;
  private final int[] angle;

  HsvRow(int width) {
    hue = new int[width];
    saturation = new int[width];
    brightness = new int[width];
    spread = new int[width];
    angle = new int[width];
  }

  /** Converts a row of the same width. */
  void convert(PixelRow row) {
    extremes(row.blue, row.green, brightness, spread);
    extremesWith(row.red, brightness, spread);
    angleOfGreenOrBlue(row, brightness, spread, angle);
    angleOfRed(row, brightness, angle);
    for (int i = 0; i < hue.length; i++) {
      saturation[i] = SATURATION_SCALE[brightness[i]];
      hue[i] = HUE_SCALE[spread[i]];
    }
    scale(spread, angle, saturation, hue);
  }

  // The JIT compiler of JDK 17 vectorises loops only if they are small and free of branches, min
  // and max; hence several loops, and masks: (x >> 31) is all bits where x < 0 and none elsewhere.

  private static void extremes(int[] a, int[] b, int[] max, int[] min) {
    for (int i = 0; i < max.length; i++) {
      int excess = a[i] - b[i];
      int positive = excess & ~(excess >> 31);
      max[i] = b[i] + positive;
      min[i] = a[i] - positive;
    }
  }

  /** Takes a third channel into the largest, and turns the least into the spread. */
  private static void extremesWith(int[] c, int[] max, int[] minToSpread) {
    for (int i = 0; i < max.length; i++) {
      int above = max[i] - c[i];
      int below = minToSpread[i] - c[i];
      max[i] = c[i] + (above & ~(above >> 31));
      minToSpread[i] = max[i] - c[i] - (below & (below >> 31));
    }
  }

  /** Unscaled hue where red is not the largest: 2 spreads on from red for green, 4 for blue. */
  private static void angleOfGreenOrBlue(PixelRow row, int[] max, int[] spread, int[] angle) {
    int[] blue = row.blue;
    int[] green = row.green;
    int[] red = row.red;
    for (int i = 0; i < angle.length; i++) {
      int greenLeads = (max[i] - green[i] - 1) >> 31;
      angle[i] =
          (greenLeads & (blue[i] - red[i] + 2 * spread[i]))
              | (~greenLeads & (red[i] - green[i] + 4 * spread[i]));
    }
  }

  private static void angleOfRed(PixelRow row, int[] max, int[] angle) {
    int[] blue = row.blue;
    int[] green = row.green;
    int[] red = row.red;
    for (int i = 0; i < angle.length; i++) {
      int redLeads = (max[i] - red[i] - 1) >> 31;
      angle[i] = (redLeads & (green[i] - blue[i])) | (~redLeads & angle[i]);
    }
  }

  private static void scale(int[] spread, int[] angle, int[] saturation, int[] hue) {
    for (int i = 0; i < hue.length; i++) {
      saturation[i] = (spread[i] * saturation[i] + HALF) >> SHIFT;
      int turned = (angle[i] * hue[i] + HALF) >> SHIFT;
      hue[i] = turned + ((turned >> 31) & HUES);
    }
  }

  /** {@code full / i} in units of 1/4096, rounded half to even; 0 for 0. */
  private static int[] reciprocals(double full) {
    int[] scale = new int[256];
    for (int i = 1; i < scale.length; i++) {
      scale[i] = (int) Math.rint(full * (1 << SHIFT) / i);
    }
    return scale;
  }
}
