package io.kinolake.media.scene;

/**
 * One row of 8-bit pixels, a plane per channel, values 0..255. Mutable scratch space: who is handed
 * one may read it until it returns.
 */
public final class PixelRow {
  final int[] blue;
  final int[] green;
  final int[] red;

  PixelRow(int width) {
    blue = new int[width];
    green = new int[width];
    red = new int[width];
  }

  public int width() {
    return blue.length;
  }

  public int[] blue() {
    return blue;
  }

  public int[] green() {
    return green;
  }

  public int[] red() {
    return red;
  }
}
