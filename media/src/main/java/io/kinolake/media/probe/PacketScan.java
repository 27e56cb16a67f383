package io.kinolake.media.probe;

import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.FFmpegLog;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.media.input.TimeBase;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import java.util.Optional;
import java.util.TreeSet;
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
  private final TimeBase timeBase;
  private final FrameTimes times;
  private final TreeSet<Long> keyTicks = new TreeSet<>();
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final Optional<FieldCounter> fields;
  private final boolean decodeTimesOnly;
  private final int videoIndex;
  private final int codec;
  private long previousTicks = avutil.AV_NOPTS_VALUE;
  private long lastTicks = Long.MIN_VALUE;
  private long lastDuration;
  private boolean cutShort;

  PacketScan(MediaInput input, MediaLimits limits, StreamProperties properties) {
    this.input = input;
    this.limits = limits;
    this.properties = properties;
    this.parameters = input.videoStream().codecpar();
    Rational base = StreamFacts.ratio(input.videoStream().time_base());
    this.timeBase = new TimeBase(base.numerator(), base.denominator());
    this.times = new FrameTimes(timeBase);
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
  FrameTiming timing() {
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
      throw ProbeFailures.truncated(input.file(), times.count(), reason(result));
    }
    if (cutShort) {
      throw ProbeFailures.truncated(
          input.file(), times.count(), "the last frame's bytes are incomplete");
    }
    if (times.count() == 0) {
      throw ProbeFailures.noFrames(input.file());
    }
    return summary();
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
    if (properties.incomplete() && (key || times.count() == 0)) {
      properties.ask(parameters, packet, limits.maxPixels());
    }
    boolean secondField = fields.isPresent() && fields.get().isSecondField(packet);
    cutShort = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0;
    if (!ShownFrames.yieldsFrame(codec, packet) || secondField) {
      return;
    }
    if (times.count() >= limits.maxFrames()) {
      throw ProbeFailures.tooManyFrames(input.file(), limits.maxFrames());
    }
    long time = ticks();
    previousTicks = time;
    times.add(time);
    if (time > lastTicks) {
      lastTicks = time;
      lastDuration = packet.duration();
    }
    if (key) {
      keyTicks.add(time);
    }
  }

  /** The packet's time; one without follows the packet before by the nominal duration. */
  private long ticks() {
    long first = decodeTimesOnly ? packet.dts() : packet.pts();
    long ticks =
        first != avutil.AV_NOPTS_VALUE ? first : decodeTimesOnly ? packet.pts() : packet.dts();
    if (ticks != avutil.AV_NOPTS_VALUE) {
      return ticks;
    }
    return previousTicks == avutil.AV_NOPTS_VALUE
        ? 0
        : previousTicks + Math.max(1, timeBase.toTicks(nominalUs()));
  }

  private long nominalUs() {
    Rational rate = declaredRate();
    return rate.isKnown()
        ? Math.max(1, Math.round(1e6 / rate.toDouble()))
        : VideoDecoder.IMAGE_DURATION_US;
  }

  private Rational declaredRate() {
    return StreamFacts.ratio(input.videoStream().avg_frame_rate());
  }

  private FrameTiming summary() {
    times.sort();
    long lastUs = lastDuration > 0 ? Math.max(1, timeBase.toMicros(lastDuration)) : nominalUs();
    TimeRange range = times.range(lastUs);
    boolean uneven = times.areUneven();
    Rational average = times.averageRate(range, declaredRate());
    return new FrameTiming(
        times.count(),
        range,
        average,
        uneven ? times.realRate() : average,
        uneven,
        keyTicks.stream().map(timeBase::toMicros).toList());
  }
}
