package io.kinolake.media.scene;

/**
 * One row of 8-bit pixels, a plane per channel, values 0..255. Mutable scratch space of its owner.
 */
final class PixelRow {
  final int[] blue;
  final int[] green;
  final int[] red;

  PixelRow(int width) {
    blue = new int[width];
    green = new int[width];
    red = new int[width];
  }

  int width() {
    return blue.length;
  }
}
