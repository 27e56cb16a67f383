package io.kinolake.media.measure;

/**
 * Where the pixels of one picture went in another: a displacement per pixel, in pixels, x to the
 * right and y down. Immutable; thread-safe.
 */
public final class FlowField {
  private final int width;
  private final int height;
  private final float[] displacements; // x and y in turn, row by row

  FlowField(int width, int height, float[] displacements) {
    this.width = width;
    this.height = height;
    this.displacements = displacements;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public float dx(int x, int y) {
    return displacements[2 * (y * width + x)];
  }

  public float dy(int x, int y) {
    return displacements[2 * (y * width + x) + 1];
  }
}
