package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;
import static io.kinolake.media.encode.WriteFailures.check;

import io.kinolake.media.encode.MediaOutput;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** One clip while packets are copied to it. Not thread-safe. */
final class ClipCopy implements AutoCloseable {
  private static final Map<String, String> MP4_OPTIONS = Map.of("movflags", "+faststart");
  private static final AVRational MICROS = avutil.av_make_q(1, 1_000_000);

  private final ClipPlan plan;
  private final Path file;
  private final CopySpan span;
  private final CopyTimes times;
  private final TimeRange time;
  private final MediaOutput output;
  private final AVPacket copy = allocated(avcodec.av_packet_alloc(), "a packet");
  private AVStream video;
  private AVStream audio; // null without audio
  private boolean closed;

  private ClipCopy(ClipPlan plan, Path file, CopySpan span, CopyTimes times, TimeRange time) {
    this.plan = plan;
    this.file = file;
    this.span = span;
    this.times = times;
    this.time = time;
    this.output = MediaOutput.create(file, "mp4");
  }

  /**
   * Begins a file.
   *
   * @param time what the span covers on the source's time line
   */
  static ClipCopy open(
      ClipPlan plan,
      Path file,
      CopySpan span,
      CopyTimes times,
      TimeRange time,
      AVStream sourceVideo,
      Optional<AVStream> sourceAudio) {
    ClipCopy opened = new ClipCopy(plan, file, span, times, time);
    try {
      opened.video = opened.addStream(sourceVideo);
      opened.audio = sourceAudio.map(opened::addStream).orElse(null);
      opened.output.start(MP4_OPTIONS);
      return opened;
    } catch (KinolakeException e) {
      opened.close();
      throw e;
    }
  }

  private AVStream addStream(AVStream source) {
    AVStream stream = output.addStream();
    check(
        avcodec.avcodec_parameters_copy(stream.codecpar(), source.codecpar()), "describe a stream");
    stream.codecpar().codec_tag(0); // the other container's
    stream.time_base(source.time_base());
    stream.sample_aspect_ratio(source.sample_aspect_ratio());
    return stream;
  }

  ClipPlan plan() {
    return plan;
  }

  Path file() {
    return file;
  }

  CopySpan span() {
    return span;
  }

  TimeRange time() {
    return time;
  }

  CopyTimes times() {
    return times;
  }

  /** Takes a packet of the span. */
  void video(AVPacket packet, AVRational base) {
    check(avcodec.av_packet_ref(copy, packet), "copy a packet");
    times.apply(copy);
    output.write(copy, base, video);
  }

  /** Takes a packet of sound from anywhere in the source. */
  void audio(AVPacket packet, long timeUs, AVRational base) {
    if (audio == null || !time.contains(timeUs)) {
      return;
    }
    check(avcodec.av_packet_ref(copy, packet), "copy a packet");
    long origin = avutil.av_rescale_q(time.startUs(), MICROS, base);
    copy.pts(packet.pts() - origin);
    copy.dts(packet.pts() - origin); // sound is decoded in the order in which it is heard
    output.write(copy, base, audio);
  }

  void finish() {
    output.finish();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      avcodec.av_packet_free(copy);
      output.close();
    }
  }
}
