package io.kinolake.media.probe;

import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaInput;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.input.StreamFacts;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Reads what a file is without decoding its pictures: the container's header and its packets, or
 * its index where that tells the same ({@link IndexScan}). The number of frames is what full
 * decoding yields on a healthy file. An image has one frame, no rate, and lasts {@link
 * VideoDecoder#IMAGE_DURATION_US}. Thread-safe.
 */
public final class MediaProber {
  private final MediaLimits limits;

  public MediaProber(MediaLimits limits) {
    this.limits = limits;
  }

  /**
   * Probes a file.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException the codes of {@link MediaInput#open},
   *     NO_FRAMES, TRUNCATED where packets end before the container says, or TOO_LARGE
   */
  public MediaInfo probe(Path file) {
    return probeByIndex(file).orElseGet(() -> probeByPackets(file));
  }

  /** Reads an MP4 or MOV file by its index; empty where the packets themselves must be read. */
  Optional<MediaInfo> probeByIndex(Path file) {
    try (MediaInput input = MediaInput.open(file, limits)) {
      input.readVideoOnly();
      StreamProperties properties = new StreamProperties();
      try (IndexScan scan = new IndexScan(input, limits, properties)) {
        return scan.read().map(timing -> info(input, timing, properties));
      }
    }
  }

  /** Reads all packets of a file. */
  MediaInfo probeByPackets(Path file) {
    try (MediaInput input = MediaInput.open(file, limits)) {
      input.readVideoOnly();
      StreamProperties properties = new StreamProperties();
      if (input.isImage()) {
        properties.setFromContainer(input.videoStream().codecpar());
        return info(input, imageTiming(), properties);
      }
      try (PacketScan scan = new PacketScan(input, limits, properties)) {
        return info(input, scan.read(), properties);
      }
    }
  }

  private static MediaInfo info(MediaInput input, FrameTiming timing, StreamProperties properties) {
    return new MediaInfo(
        input.isImage() ? MediaKind.IMAGE : MediaKind.VIDEO,
        input.formatName(),
        format(input, properties),
        timing,
        input.isImage() ? 0 : bitRate(input.file(), timing.range()),
        audioCodecs(input.context()));
  }

  private static FrameTiming imageTiming() {
    return new FrameTiming(
        1,
        new TimeRange(0, VideoDecoder.IMAGE_DURATION_US),
        Rational.UNKNOWN,
        Rational.UNKNOWN,
        false,
        List.of(0L));
  }

  private static VideoFormat format(MediaInput input, StreamProperties properties) {
    FrameSize coded =
        StreamFacts.codedSize(input.videoStream())
            .or(properties::size)
            .orElseThrow(() -> ProbeFailures.noSize(input.file()));
    int rotation = StreamFacts.rotationDegrees(input.videoStream());
    Rational aspect = StreamFacts.sampleAspect(input.context(), input.videoStream());
    return new VideoFormat(
        StreamFacts.codecName(input.videoStream()),
        properties.pixelFormat(),
        coded,
        display(coded, rotation, aspect),
        rotation,
        aspect,
        properties.transfer());
  }

  private static FrameSize display(FrameSize coded, int rotation, Rational aspect) {
    int width = (int) Math.max(1, Math.round(coded.width() * aspect.toDouble()));
    return rotation % 180 == 0
        ? new FrameSize(width, coded.height())
        : new FrameSize(coded.height(), width);
  }

  private static long bitRate(Path file, TimeRange range) {
    return Math.round(file.toFile().length() * 8e6 / range.durationUs());
  }

  private static List<String> audioCodecs(AVFormatContext context) {
    List<String> codecs = new ArrayList<>();
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters parameters = context.streams(i).codecpar();
      if (parameters.codec_type() == avutil.AVMEDIA_TYPE_AUDIO) {
        codecs.add(avcodec.avcodec_get_name(parameters.codec_id()).getString());
      }
    }
    return codecs;
  }
}
