package io.kinolake.media.probe;

import io.kinolake.schemas.media.FrameSize;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Pixel format and transfer function of a stream: from the container where it says them, else from
 * the headers in the first key packet.
 */
final class StreamProperties {
  private static final int PACKETS_TO_ASK = 8;

  private int format = avutil.AV_PIX_FMT_NONE;
  private int transfer = avutil.AVCOL_TRC_UNSPECIFIED;
  private int width;
  private int height;
  private int asked;

  String pixelFormat() {
    BytePointer name = avutil.av_get_pix_fmt_name(format);
    return name == null || name.isNull() ? "unknown" : name.getString();
  }

  String transfer() {
    BytePointer name = avutil.av_color_transfer_name(transfer);
    return name == null || name.isNull() ? "unknown" : name.getString();
  }

  Optional<FrameSize> size() {
    return width > 0 && height > 0 ? Optional.of(new FrameSize(width, height)) : Optional.empty();
  }

  void setFromContainer(AVCodecParameters parameters) {
    format = parameters.format();
    transfer = parameters.color_trc();
  }

  /** Whether another packet should be shown. */
  boolean incomplete() {
    boolean known = format != avutil.AV_PIX_FMT_NONE && transfer != avutil.AVCOL_TRC_UNSPECIFIED;
    // A stream need not name its transfer function: one packet's headers are asked for it.
    boolean askedEnough = format != avutil.AV_PIX_FMT_NONE && asked > 0;
    return !known && !askedEnough && asked < PACKETS_TO_ASK;
  }

  /**
   * Reads the headers in a packet. Its first picture is decoded, as cheaply as the codec can, only
   * where no parser knows the format or the container does not name the transfer function.
   */
  void ask(AVCodecParameters parameters, AVPacket packet, long maxPixels) {
    asked++;
    if (format == avutil.AV_PIX_FMT_NONE) {
      HeaderParser.open(parameters).ifPresent(parser -> askParser(parser, packet));
    }
    if (format == avutil.AV_PIX_FMT_NONE || transfer == avutil.AVCOL_TRC_UNSPECIFIED) {
      askDecoder(parameters, packet, maxPixels);
    }
  }

  private void askParser(HeaderParser opened, AVPacket packet) {
    try (HeaderParser parser = opened) {
      parser.parse(packet);
      format = parser.format();
    }
  }

  private void askDecoder(AVCodecParameters parameters, AVPacket packet, long maxPixels) {
    AVCodec decoder = avcodec.avcodec_find_decoder(parameters.codec_id());
    if (decoder == null || decoder.isNull()) {
      return;
    }
    AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
    AVFrame frame = avutil.av_frame_alloc();
    try {
      avcodec.avcodec_parameters_to_context(context, parameters);
      context.thread_count(1);
      context.max_pixels(maxPixels);
      context.skip_loop_filter(avcodec.AVDISCARD_ALL);
      context.skip_idct(avcodec.AVDISCARD_ALL);
      if (avcodec.avcodec_open2(context, decoder, (AVDictionary) null) >= 0
          && avcodec.avcodec_send_packet(context, packet) >= 0) {
        avcodec.avcodec_send_packet(context, null);
        avcodec.avcodec_receive_frame(context, frame);
      }
      take(context);
    } finally {
      avutil.av_frame_free(frame);
      avcodec.avcodec_free_context(context);
    }
  }

  private void take(AVCodecContext context) {
    if (format == avutil.AV_PIX_FMT_NONE) {
      format = context.pix_fmt();
    }
    if (transfer == avutil.AVCOL_TRC_UNSPECIFIED) {
      transfer = context.color_trc();
    }
    if (context.width() > 0 && context.height() > 0) {
      width = context.width();
      height = context.height();
    }
  }
}
