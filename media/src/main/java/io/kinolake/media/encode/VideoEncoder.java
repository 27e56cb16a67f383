package io.kinolake.media.encode;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.Rational;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * One video stream of an output: pictures in, packets into the file. Opened before the output's
 * start. Not thread-safe; the output stays the caller's.
 */
public final class VideoEncoder implements AutoCloseable {
  private static final int MATRIX_BYTES = 9 * Integer.BYTES;

  private final String name;
  private final MediaOutput output;
  private final AVStream stream;
  private final AVPacket packet;
  private final Map<Long, Long> durations = new HashMap<>(); // of pictures still in the encoder
  private AVCodecContext context; // null once closed

  private VideoEncoder(String name, MediaOutput output, AVCodecContext context) {
    this.name = name;
    this.output = output;
    this.context = context;
    this.packet = allocated(avcodec.av_packet_alloc(), "a packet");
    this.stream = output.addStream();
  }

  /** Whether this FFmpeg build has an encoder of that name. */
  public static boolean isAvailable(String encoder) {
    return find(encoder) != null;
  }

  /**
   * Adds a stream to an output that has not been started.
   *
   * @throws KinolakeException BAD_CONFIG if the encoder is missing or refuses its settings
   */
  public static VideoEncoder open(
      MediaOutput output, VideoEncoding encoding, PictureFormat format) {
    AVCodec codec = find(encoding.encoder());
    if (codec == null) {
      throw noEncoder(encoding.encoder());
    }
    AVCodecContext context = allocated(avcodec.avcodec_alloc_context3(codec), "an encoder");
    VideoEncoder encoder = new VideoEncoder(encoding.encoder(), output, context);
    try {
      encoder.start(codec, encoding, format);
      return encoder;
    } catch (KinolakeException e) {
      encoder.close();
      throw e;
    }
  }

  private void start(AVCodec codec, VideoEncoding encoding, PictureFormat format) {
    configure(encoding, format);
    try (FfmpegOptions options = new FfmpegOptions(encoding.options())) {
      check(
          avcodec.avcodec_open2(context, codec, options.pointer()),
          FailureCode.BAD_CONFIG,
          "open the encoder '%s' for %s %s".formatted(name, format.size(), format.pixelFormat()),
          "Check its options and that it takes this size and pixel format.");
      options.unused().ifPresent(this::refuse);
    }
    check(
        avcodec.avcodec_parameters_from_context(stream.codecpar(), context),
        "describe the stream of '" + name + "'");
    stream.time_base(context.time_base());
    stream.avg_frame_rate(context.framerate());
    stream.sample_aspect_ratio(context.sample_aspect_ratio());
    if (format.rotationDegrees() != 0) {
      turn(format.rotationDegrees());
    }
  }

  private void configure(VideoEncoding encoding, PictureFormat format) {
    context.width(format.size().width()).height(format.size().height());
    context.pix_fmt(avutil.av_get_pix_fmt(format.pixelFormat()));
    context.time_base(ratio(format.timeBase()));
    context.framerate(ratio(format.rate()));
    context.sample_aspect_ratio(ratio(format.sampleAspect()));
    context.color_primaries(format.colours().primaries());
    context.color_trc(format.colours().transfer());
    context.colorspace(format.colours().matrix());
    context.max_b_frames(encoding.bFrames());
    context.thread_count(encoding.threads());
    if (encoding.keyFrameInterval() > 0) {
      context.gop_size(encoding.keyFrameInterval());
    }
    if (encoding.bitRate() > 0) {
      context.bit_rate(encoding.bitRate());
    }
    if (output.wantsGlobalHeader()) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
  }

  private void turn(int clockwiseDegrees) {
    AVPacketSideData list = new AVPacketSideData(null);
    try (IntPointer count = new IntPointer(1).put(0)) {
      AVPacketSideData entry =
          allocated(
              avcodec.av_packet_side_data_new(
                  list, count, avcodec.AV_PKT_DATA_DISPLAYMATRIX, MATRIX_BYTES, 0),
              "a display matrix");
      avutil.av_display_rotation_set(new IntPointer(entry.data()), clockwiseDegrees);
      stream.codecpar().coded_side_data(list).nb_coded_side_data(count.get());
    }
  }

  /**
   * Encodes one picture, which stays the caller's.
   *
   * @param picture its time is in the format's time base
   * @param duration ticks until the next picture; how long the last one is shown
   */
  public void encode(AVFrame picture, long duration) {
    durations.put(picture.pts(), duration);
    picture.duration(duration);
    check(avcodec.avcodec_send_frame(context, picture), "encode a picture with '" + name + "'");
    drain();
  }

  /** Writes what the encoder still holds; nothing can be encoded after it. */
  public void finish() {
    check(avcodec.avcodec_send_frame(context, null), "finish encoding with '" + name + "'");
    drain();
  }

  private void drain() {
    while (true) {
      int code = avcodec.avcodec_receive_packet(context, packet);
      if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF) {
        return;
      }
      check(code, "encode with '" + name + "'");
      Long duration = durations.remove(packet.pts());
      if (duration != null) {
        packet.duration(duration);
      }
      output.write(packet, context.time_base(), stream);
    }
  }

  @Override
  public void close() {
    if (context != null) {
      avcodec.av_packet_free(packet);
      avcodec.avcodec_free_context(context);
      context = null;
    }
  }

  private static AVCodec find(String encoder) {
    FFmpegLog.capture();
    try (BytePointer name = new BytePointer(encoder, UTF_8)) {
      return avcodec.avcodec_find_encoder_by_name(name);
    }
  }

  private static AVRational ratio(Rational value) {
    return avutil.av_make_q(
        Math.toIntExact(value.numerator()), Math.toIntExact(value.denominator()));
  }

  private static KinolakeException noEncoder(String encoder) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "This FFmpeg build has no encoder '"
            + encoder
            + "'. Use libopenh264, or build with -Dffmpeg=gpl for libx264.");
  }

  private void refuse(String option) {
    throw new KinolakeException(
        FailureCode.BAD_CONFIG,
        "The encoder '" + name + "' has no option '" + option + "'. Remove it or correct it.");
  }
}
