package io.kinolake.media.scene;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Hands out the pixels that shrinking a frame reads, and no others: for each shrunk row the bytes
 * of one or two source rows, and from these the pixels of the sampled columns. Used by one thread.
 */
interface SourceRows extends AutoCloseable {

  /** Starts a frame; it must stay valid until the next call or {@link #close}. */
  void start(AVFrame frame);

  /** The most bytes that {@link #copy} fills for a row. */
  int maxBytes();

  /**
   * Copies the source bytes of a shrunk row. Equal bytes mean equal pixels.
   *
   * @return how many bytes; the same for a row of every frame
   */
  int copy(int row, byte[] into);

  /**
   * Turns copied bytes into the pixels at the sampled columns.
   *
   * @param upper pixels of the first source row
   * @param lower pixels of the second source row; left alone where that row does not count
   */
  void convert(int row, byte[] bytes, PixelRow upper, PixelRow lower);

  @Override
  void close();
}
