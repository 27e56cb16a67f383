package io.kinolake.media.decode;

import org.bytedeco.ffmpeg.global.avutil;

/** What a pixel of a {@link Picture} is. */
public enum PixelOrder {
  RGB(avutil.AV_PIX_FMT_RGB24, 3),
  BGR(avutil.AV_PIX_FMT_BGR24, 3),
  /** Luma over the full range, 0 to 255. */
  GREY(avutil.AV_PIX_FMT_GRAY8, 1);

  private final int format;
  private final int channels;

  PixelOrder(int format, int channels) {
    this.format = format;
    this.channels = channels;
  }

  int format() {
    return format;
  }

  public int channels() {
    return channels;
  }
}
