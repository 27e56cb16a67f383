package io.kinolake.media.decode;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A view of the decoder's current frame, valid until the decoder's next {@link
 * VideoDecoder#advance} or close.
 *
 * @param index 0 for the first frame yielded; the true index in the stream when decoding from its
 *     start
 * @param timeUs presentation time, microseconds on the container's time line
 * @param durationUs until the next frame of the stream; for the last one what the container says
 * @param avFrame borrowed; take a reference ({@code av_frame_ref}) to keep its pixels
 */
public record DecodedFrame(long index, long timeUs, long durationUs, AVFrame avFrame) {

  /** Whether decoding could start at this frame. */
  public boolean keyFrame() {
    return (avFrame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
  }

  public long endUs() {
    return timeUs + durationUs;
  }

  /** The stored width, pixels. */
  public int width() {
    return avFrame.width();
  }

  /** The stored height, pixels. */
  public int height() {
    return avFrame.height();
  }
}
