package io.kinolake.media.probe;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Finds packets that hold the second field of a frame, which transport and program streams carry as
 * packets of their own. Owns its parser; not thread-safe.
 */
final class FieldCounter implements AutoCloseable {
  private final HeaderParser parser;
  private boolean firstFieldSeen;

  FieldCounter(HeaderParser parser) {
    this.parser = parser;
  }

  /** Whether fields of this codec may be packets of their own. */
  static boolean isNeeded(int codec) {
    return codec == avcodec.AV_CODEC_ID_H264 || codec == avcodec.AV_CODEC_ID_MPEG2VIDEO;
  }

  /** Whether the packet completes the frame that the packet before began. */
  boolean isSecondField(AVPacket packet) {
    parser.parse(packet);
    boolean second = parser.isField() && firstFieldSeen;
    firstFieldSeen = parser.isField() && !second;
    return second;
  }

  @Override
  public void close() {
    parser.close();
  }
}
