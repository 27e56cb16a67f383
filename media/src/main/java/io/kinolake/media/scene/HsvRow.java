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
    measure(row.blue, row.green, row.red);
    scale();
  }

  /** Brightness, spread and the unscaled hue angle; without branches, so that it vectorises. */
  private void measure(int[] blue, int[] green, int[] red) {
    for (int i = 0; i < brightness.length; i++) {
      int b = blue[i];
      int g = green[i];
      int r = red[i];
      int max = Math.max(Math.max(b, g), r);
      int range = max - Math.min(Math.min(b, g), r);
      int redLeads = (max - r - 1) >> 31; // all bits where red is the largest, else none
      int greenLeads = (max - g - 1) >> 31;
      brightness[i] = max;
      spread[i] = range;
      angle[i] =
          (redLeads & (g - b))
              + (~redLeads
                  & ((greenLeads & (b - r + 2 * range)) + (~greenLeads & (r - g + 4 * range))));
    }
  }

  private void scale() {
    for (int i = 0; i < hue.length; i++) {
      saturation[i] = (spread[i] * SATURATION_SCALE[brightness[i]] + HALF) >> SHIFT;
      int turned = (angle[i] * HUE_SCALE[spread[i]] + HALF) >> SHIFT;
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
