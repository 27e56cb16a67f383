package io.kinolake.media.probe;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Finds packets that hold the second field of a frame, which transport and program streams carry as
 * packets of their own. Not thread-safe.
 */
final class FieldCounter implements AutoCloseable {
  private final AVCodecParserContext parser;
  private final AVCodecContext context;
  private final BytePointer out = new BytePointer((BytePointer) null);
  private final IntPointer outSize = new IntPointer(1L);
  private boolean firstFieldSeen;

  FieldCounter(AVCodecParameters parameters) {
    parser = avcodec.av_parser_init(parameters.codec_id());
    if (parser == null || parser.isNull()) {
      throw new IllegalArgumentException(
          "FFmpeg has no parser for codec number " + parameters.codec_id());
    }
    parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
    context = avcodec.avcodec_alloc_context3((AVCodec) null);
    avcodec.avcodec_parameters_to_context(context, parameters);
  }

  /** Whether fields of this codec may be packets of their own. */
  static boolean isNeeded(AVCodecParameters parameters) {
    int codec = parameters.codec_id();
    return codec == avcodec.AV_CODEC_ID_H264 || codec == avcodec.AV_CODEC_ID_MPEG2VIDEO;
  }

  /** Whether the packet completes the frame that the packet before began. */
  boolean isSecondField(AVPacket packet) {
    avcodec.av_parser_parse2(
        parser,
        context,
        out,
        outSize,
        packet.data(),
        packet.size(),
        packet.pts(),
        packet.dts(),
        packet.pos());
    int structure = parser.picture_structure();
    boolean field =
        structure == avcodec.AV_PICTURE_STRUCTURE_TOP_FIELD
            || structure == avcodec.AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
    boolean second = field && firstFieldSeen;
    firstFieldSeen = field && !second;
    return second;
  }

  @Override
  public void close() {
    avcodec.av_parser_close(parser);
    avcodec.avcodec_free_context(context);
    outSize.close();
  }
}
