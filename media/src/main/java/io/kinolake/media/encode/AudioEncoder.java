package io.kinolake.media.encode;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * One audio stream of an output: samples in, packets into the file. Samples are planar floats and
 * follow each other without gaps. Opened before the output's start. Not thread-safe; the output
 * stays the caller's.
 */
public final class AudioEncoder implements AutoCloseable {
  /** Samples per packet for encoders that take any number. */
  private static final int DEFAULT_FRAME = 1024;

  private final String name;
  private final MediaOutput output;
  private final AVStream stream;
  private final AVPacket packet;
  private final AVFrame frame;
  private AVAudioFifo waiting; // null until started and once closed
  private AVCodecContext context; // null once closed
  private long position; // of the next sample in the stream

  private AudioEncoder(String name, MediaOutput output, AVCodecContext context) {
    this.name = name;
    this.output = output;
    this.context = context;
    this.packet = allocated(avcodec.av_packet_alloc(), "a packet");
    this.frame = allocated(avutil.av_frame_alloc(), "a frame of samples");
    this.stream = output.addStream();
  }

  /**
   * Adds a stream to an output that has not been started.
   *
   * @param encoder FFmpeg's name of one that takes planar floats, such as {@code aac}
   * @throws KinolakeException BAD_CONFIG if the encoder is missing or refuses the format
   */
  public static AudioEncoder open(
      MediaOutput output, String encoder, int sampleRate, int channels) {
    AVCodec codec = find(encoder);
    AVCodecContext context = allocated(avcodec.avcodec_alloc_context3(codec), "an encoder");
    AudioEncoder opened = new AudioEncoder(encoder, output, context);
    try {
      opened.start(codec, sampleRate, channels);
      return opened;
    } catch (KinolakeException e) {
      opened.close();
      throw e;
    }
  }

  private void start(AVCodec codec, int sampleRate, int channels) {
    context.sample_rate(sampleRate);
    context.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
    context.time_base(avutil.av_make_q(1, sampleRate));
    avutil.av_channel_layout_default(context.ch_layout(), channels);
    if (output.wantsGlobalHeader()) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    check(
        avcodec.avcodec_open2(context, codec, (PointerPointer<?>) null),
        FailureCode.BAD_CONFIG,
        "open the encoder '%s' for %d channels at %d Hz".formatted(name, channels, sampleRate),
        "Choose another audio encoder or drop the audio.");
    check(
        avcodec.avcodec_parameters_from_context(stream.codecpar(), context),
        "describe the stream of '" + name + "'");
    stream.time_base(context.time_base());
    waiting =
        allocated(
            avutil.av_audio_fifo_alloc(avutil.AV_SAMPLE_FMT_FLTP, channels, DEFAULT_FRAME),
            "an audio queue");
  }

  /** Where on the output's time line the first sample lies, in samples; set before the first. */
  public void startAt(long samples) {
    position = samples;
  }

  /**
   * Appends samples.
   *
   * @param planes one pointer to floats per channel
   */
  public void encode(PointerPointer<?> planes, int samples) {
    check(avutil.av_audio_fifo_write(waiting, planes, samples), "queue samples");
    while (avutil.av_audio_fifo_size(waiting) >= frameSize()) {
      encodeWaiting(frameSize());
    }
  }

  /** Writes what is queued and what the encoder still holds. */
  public void finish() {
    int left = avutil.av_audio_fifo_size(waiting);
    if (left > 0) {
      encodeWaiting(left);
    }
    check(avcodec.avcodec_send_frame(context, null), "finish encoding with '" + name + "'");
    drain();
  }

  private int frameSize() {
    return context.frame_size() > 0 ? context.frame_size() : DEFAULT_FRAME;
  }

  private void encodeWaiting(int samples) {
    frame.nb_samples(samples).format(context.sample_fmt()).sample_rate(context.sample_rate());
    check(
        avutil.av_channel_layout_copy(frame.ch_layout(), context.ch_layout()), "describe samples");
    check(avutil.av_frame_get_buffer(frame, 0), "allocate samples");
    try {
      check(avutil.av_audio_fifo_read(waiting, frame.data(), samples), "take queued samples");
      frame.pts(position);
      position += samples;
      check(avcodec.avcodec_send_frame(context, frame), "encode samples with '" + name + "'");
    } finally {
      avutil.av_frame_unref(frame);
    }
    drain();
  }

  private void drain() {
    while (true) {
      int code = avcodec.avcodec_receive_packet(context, packet);
      if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF) {
        return;
      }
      check(code, "encode with '" + name + "'");
      output.write(packet, context.time_base(), stream);
    }
  }

  @Override
  public void close() {
    if (context == null) {
      return;
    }
    if (waiting != null && !Pointer.isNull(waiting)) {
      avutil.av_audio_fifo_free(waiting);
      waiting = null;
    }
    avutil.av_frame_free(frame);
    avcodec.av_packet_free(packet);
    avcodec.avcodec_free_context(context);
    context = null;
  }

  private static AVCodec find(String encoder) {
    try (BytePointer name = new BytePointer(encoder, UTF_8)) {
      AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
      if (codec == null) {
        throw new KinolakeException(
            FailureCode.BAD_CONFIG,
            "This FFmpeg build has no audio encoder '" + encoder + "'. Use aac.");
      }
      return codec;
    }
  }
}
