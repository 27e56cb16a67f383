package io.kinolake.media.probe;

import io.kinolake.media.input.FFmpegLog;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.FrameTiming;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** One pass over the video packets of a file. Not thread-safe. */
final class PacketScan implements AutoCloseable {
  private final MediaInput input;
  private final MediaLimits limits;
  private final StreamProperties properties;
  private final AVCodecParameters parameters;
  private final TimingBuilder timing;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final Optional<FieldCounter> fields;
  private final boolean decodeTimesOnly;
  private final int videoIndex;
  private final int codec;
  private long previousTicks = avutil.AV_NOPTS_VALUE;
  private boolean cutShort;

  PacketScan(MediaInput input, MediaLimits limits, StreamProperties properties) {
    this.input = input;
    this.limits = limits;
    this.properties = properties;
    this.parameters = input.videoStream().codecpar();
    this.timing = new TimingBuilder(input, limits);
    this.videoIndex = input.videoIndex();
    this.codec = parameters.codec_id();
    this.decodeTimesOnly = input.hasDecodeTimesOnly();
    this.fields =
        carriesFieldsApart(input) && FieldCounter.isNeeded(codec)
            ? HeaderParser.open(parameters).map(FieldCounter::new)
            : Optional.empty();
    properties.setFromContainer(parameters);
    if (!carriesFieldsApart(input)) {
      // These containers state all that is read here; parsing every packet would double the time.
      input.context().flags(input.context().flags() | AVFormatContext.AVFMT_FLAG_NOPARSE);
    }
  }

  /** Reads all packets. */
  FrameTiming read() {
    FFmpegLog.forget();
    AVFormatContext context = input.context();
    int result = avformat.av_read_frame(context, packet);
    while (result >= 0) {
      if (packet.stream_index() == videoIndex) {
        take();
      }
      avcodec.av_packet_unref(packet);
      result = avformat.av_read_frame(context, packet);
    }
    if (result != avutil.AVERROR_EOF()) {
      throw ProbeFailures.truncated(input.file(), timing.count(), reason(result));
    }
    if (cutShort) {
      throw ProbeFailures.truncated(
          input.file(), timing.count(), "the last frame's bytes are incomplete");
    }
    if (timing.count() == 0) {
      throw ProbeFailures.noFrames(input.file());
    }
    return timing.build();
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
    fields.ifPresent(FieldCounter::close);
  }

  private static boolean carriesFieldsApart(MediaInput input) {
    String name = input.formatName();
    return !name.startsWith("mov,") && !name.startsWith("matroska");
  }

  private static String reason(int result) {
    return FFmpegLog.lastError().orElseGet(() -> FFmpegLog.describe(result));
  }

  private void take() {
    boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    if (properties.incomplete() && (key || timing.count() == 0)) {
      properties.ask(parameters, packet, limits.maxPixels());
    }
    boolean secondField = fields.isPresent() && fields.get().isSecondField(packet);
    cutShort = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
    if (!ShownFrames.yieldsFrame(codec, packet) || secondField) {
      return;
    }
    long time = ticks();
    timing.add(time, packet.duration(), key);
    previousTicks = time;
  }

  /** The packet's time; one without follows the packet before by the nominal duration. */
  private long ticks() {
    long first = decodeTimesOnly ? packet.dts() : packet.pts();
    long ticks =
        first != avutil.AV_NOPTS_VALUE ? first : decodeTimesOnly ? packet.pts() : packet.dts();
    if (ticks != avutil.AV_NOPTS_VALUE) {
      return ticks;
    }
    return previousTicks == avutil.AV_NOPTS_VALUE ? 0 : previousTicks + timing.nominalTicks();
  }
}
