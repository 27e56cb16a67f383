package io.kinolake.media.scene;

/**
 * Turns shrunk frames into one number each. Frames arrive in presentation order, each as its rows
 * from top to bottom and then {@link #finish}; the scorer keeps what it needs of the frame before.
 * Used by one thread.
 */
public interface PictureScorer {

  /** One row of the frame; the scorer must not keep it. */
  void row(int y, PixelRow row);

  /** The row equals the same row of the frame before, pixel for pixel. */
  void unchangedRow(int y);

  /** Ends the frame and gives its score. */
  double finish();
}
