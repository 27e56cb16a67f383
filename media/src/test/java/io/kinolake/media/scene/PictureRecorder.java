package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;

/** Keeps the shrunk frame, as packed BGR bytes, for tests. */
final class PictureRecorder implements PictureScorer {
  private final FrameSize size;
  private final byte[] pixels;
  private int unchanged;

  PictureRecorder(FrameSize size) {
    this.size = size;
    this.pixels = new byte[3 * size.width() * size.height()];
  }

  @Override
  public void row(int y, PixelRow row) {
    for (int x = 0; x < size.width(); x++) {
      int at = 3 * (y * size.width() + x);
      pixels[at] = (byte) row.blue()[x];
      pixels[at + 1] = (byte) row.green()[x];
      pixels[at + 2] = (byte) row.red()[x];
    }
  }

  @Override
  public void unchangedRow(int y) {
    unchanged++;
  }

  @Override
  public double finish() {
    int rows = unchanged;
    unchanged = 0;
    return rows;
  }

  /** The last frame. */
  byte[] pixels() {
    return pixels.clone();
  }
}
