package io.kinolake.media.scene;

import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** A frame in native memory for tests; freed on close. */
final class TestingFrame implements AutoCloseable {
  private final AVFrame frame = avutil.av_frame_alloc();

  TestingFrame(int width, int height, int format) {
    frame.width(width).height(height).format(format);
    if (avutil.av_frame_get_buffer(frame, 64) < 0) {
      throw new IllegalStateException("No buffer for a frame of " + width + "x" + height);
    }
  }

  /** Fills every plane with noise, {@code mask} limiting the high byte of 16-bit samples. */
  TestingFrame noise(Random random, int mask) {
    for (int plane = 0; plane < 4 && frame.data(plane) != null; plane++) {
      int rows = plane == 0 || !isChromaHalved() ? frame.height() : (frame.height() + 1) / 2;
      byte[] bytes = new byte[frame.linesize(plane) * rows];
      random.nextBytes(bytes);
      for (int i = 1; i < bytes.length; i += 2) {
        bytes[i] &= (byte) mask;
      }
      new BytePointer(frame.data(plane)).put(bytes);
    }
    return this;
  }

  /** Sets one sample of the first plane, 8-bit. */
  void setLuma(int x, int y, int value) {
    frame.data(0).put((long) y * frame.linesize(0) + x, (byte) value);
  }

  private boolean isChromaHalved() {
    return frame.format() == avutil.AV_PIX_FMT_YUV420P
        || frame.format() == avutil.AV_PIX_FMT_YUVJ420P
        || frame.format() == avutil.AV_PIX_FMT_YUV420P10LE;
  }

  AVFrame frame() {
    return frame;
  }

  @Override
  public void close() {
    avutil.av_frame_free(frame);
  }
}
