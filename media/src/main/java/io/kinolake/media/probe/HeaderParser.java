package io.kinolake.media.probe;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** FFmpeg's parser of a codec's headers, fed with whole packets. Not thread-safe. */
final class HeaderParser implements AutoCloseable {
  private final AVCodecParserContext parser;
  private final AVCodecContext context;
  private final BytePointer out = new BytePointer((BytePointer) null);
  private final IntPointer outSize = new IntPointer(1L);
  private boolean closed;

  private HeaderParser(AVCodecParserContext parser, AVCodecParameters parameters) {
    this.parser = parser;
    parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
    context = avcodec.avcodec_alloc_context3((AVCodec) null);
    avcodec.avcodec_parameters_to_context(context, parameters);
  }

  /** The parser of a stream's codec; empty where FFmpeg has none. */
  static Optional<HeaderParser> open(AVCodecParameters parameters) {
    AVCodecParserContext parser = avcodec.av_parser_init(parameters.codec_id());
    return parser == null || parser.isNull()
        ? Optional.empty()
        : Optional.of(new HeaderParser(parser, parameters));
  }

  void parse(AVPacket packet) {
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
  }

  /** Whether the last packet holds one field rather than a frame. */
  boolean isField() {
    int structure = parser.picture_structure();
    return structure == avcodec.AV_PICTURE_STRUCTURE_TOP_FIELD
        || structure == avcodec.AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
  }

  /** The pixel format that the headers give, or {@code AV_PIX_FMT_NONE}. */
  int format() {
    return parser.format();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      avcodec.av_parser_close(parser);
      avcodec.avcodec_free_context(context);
      outSize.close();
    }
  }
}
