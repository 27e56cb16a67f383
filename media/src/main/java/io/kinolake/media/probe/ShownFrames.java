package io.kinolake.media.probe;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;

/** Tells packets that yield a frame from those that do not. */
final class ShownFrames {
  private ShownFrames() {}

  /** Whether decoding this packet gives a frame that is presented. */
  static boolean yieldsFrame(int codec, AVPacket packet) {
    if (packet.size() == 0 || (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) != 0) {
      return false;
    }
    if (codec == avcodec.AV_CODEC_ID_VP8) {
      return isShownVp8(packet.data());
    }
    return codec != avcodec.AV_CODEC_ID_VP9 || isShownVp9(packet.data(), packet.size());
  }

  /** RFC 6386, 9.1: bit 4 of the frame tag is show_frame. */
  private static boolean isShownVp8(BytePointer data) {
    return (data.get(0) & 0x10) != 0;
  }

  /**
   * VP9 bitstream specification, 6.2 and annex B: a superframe, marked 110 in its last byte, ends
   * with a shown frame; a lone frame says so in its first bits.
   */
  private static boolean isShownVp9(BytePointer data, int size) {
    if ((data.get(size - 1) & 0xe0) == 0xc0) {
      return true;
    }
    int first = data.get(0) & 0xff;
    int bit = 4; // behind frame_marker (2 bits) and the two profile bits, from the left
    boolean reserved = (first & 0x30) == 0x30;
    if (reserved) {
      bit++;
    }
    boolean showExisting = (first >> (7 - bit) & 1) != 0;
    int showFrame = bit + 2; // behind show_existing_frame and frame_type
    return showExisting || (first >> (7 - showFrame) & 1) != 0;
  }
}
