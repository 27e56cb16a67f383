package io.kinolake.media.decode;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;

/** Opens the codec of a file's video stream. */
final class CodecOpener {
  private CodecOpener() {}

  static AVCodecContext open(MediaInput input, DecodeOptions options) {
    AVCodec decoder = avcodec.avcodec_find_decoder(input.videoStream().codecpar().codec_id());
    if (decoder == null || decoder.isNull()) {
      throw cannotDecode(input, "this build of FFmpeg has no decoder for it");
    }
    AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
    try {
      avcodec.avcodec_parameters_to_context(context, input.videoStream().codecpar());
      context.pkt_timebase(input.videoStream().time_base());
      context.thread_count(options.threads());
      context.thread_type(AVCodecContext.FF_THREAD_FRAME | AVCodecContext.FF_THREAD_SLICE);
      context.max_pixels(options.limits().maxPixels());
      if (options.motionVectors()) {
        context.flags2(context.flags2() | avcodec.AV_CODEC_FLAG2_EXPORT_MVS);
        context.export_side_data(context.export_side_data() | avcodec.AV_CODEC_EXPORT_DATA_MVS);
      }
      int result = avcodec.avcodec_open2(context, decoder, (AVDictionary) null);
      if (result < 0) {
        throw cannotDecode(
            input, FFmpegLog.lastError().orElseGet(() -> FFmpegLog.describe(result)));
      }
      return context;
    } catch (RuntimeException e) {
      avcodec.avcodec_free_context(context);
      throw e;
    }
  }

  private static KinolakeException cannotDecode(MediaInput input, String why) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "The %s stream of '%s' cannot be decoded: %s."
            .formatted(StreamFacts.codecName(input.videoStream()), input.file(), why));
  }
}
