package io.kinolake.media.cut;

import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.media.synth.DecodedNumbers;
import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.Tone;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A numbered video and what probing must tell of it, worked out from how it was made and from
 * decoding it whole.
 *
 * @param timesUs of its frames, as a player sees them
 */
record NumberedSource(Path file, MediaInfo info, List<Long> timesUs) {
  private static final Long NONE = avutil.AV_NOPTS_VALUE;

  static NumberedSource write(NumberedVideo video, Path file) {
    video.write(file);
    DecodedNumbers decoded = DecodedNumbers.of(file);
    if (!decoded.numbers().equals(IntStream.range(0, video.frames()).boxed().toList())) {
      throw new IllegalStateException("The source itself is wrong: " + decoded.numbers());
    }
    // FFmpeg has no times for AVI with B-frames; they are those of the packets in ascending order.
    List<Long> times = decoded.timesUs().contains(NONE) ? video.timesUs() : decoded.timesUs();
    long end = times.get(times.size() - 1) + lastDurationUs(video);
    return new NumberedSource(file, info(video, new TimeRange(times.get(0), end)), times);
  }

  /** The same source with what our prober tells of it. */
  NumberedSource probed() {
    return new NumberedSource(file, new MediaProber(MediaLimits.DEFAULT).probe(file), timesUs);
  }

  private static long lastDurationUs(NumberedVideo video) {
    Rational base = video.settings().pictures().timeBase();
    return Math.round(1e6 * video.lastDuration() * base.numerator() / base.denominator());
  }

  private static MediaInfo info(NumberedVideo video, TimeRange range) {
    PictureFormat pictures = video.settings().pictures();
    long ticks = video.times().get(video.frames() - 1) - video.times().get(0);
    boolean variable = ticks != (long) (video.frames() - 1) * video.lastDuration();
    Rational average =
        variable ? new Rational(video.frames() * 1_000_000L, range.durationUs()) : pictures.rate();
    return new MediaInfo(
        MediaKind.VIDEO,
        video.settings().container(),
        new VideoFormat(
            video.settings().encoding().encoder(),
            pictures.pixelFormat(),
            pictures.size(),
            display(pictures),
            pictures.rotationDegrees(),
            pictures.sampleAspect(),
            "unknown"),
        new FrameTiming(video.frames(), range, average, average, variable, List.of()),
        0,
        video.settings().audio().map(Tone::encoder).stream().toList());
  }

  private static FrameSize display(PictureFormat pictures) {
    Rational aspect = pictures.sampleAspect();
    int width = (int) Math.round(pictures.size().width() * aspect.toDouble());
    int height = pictures.size().height();
    return pictures.rotationDegrees() % 180 == 0
        ? new FrameSize(width, height)
        : new FrameSize(/* width= */ height, /* height= */ width);
  }

  /** The time of a frame; the number of frames asks for the end of the last. */
  long timeUs(long frame) {
    return frame < timesUs.size() ? timesUs.get((int) frame) : info.timing().range().endUs();
  }

  /** Plans of clips over ranges of frames. */
  List<ClipPlan> plans(List<FrameRange> ranges) {
    return IntStream.range(0, ranges.size()).mapToObj(i -> plan(i, ranges.get(i))).toList();
  }

  private ClipPlan plan(int index, FrameRange frames) {
    TimeRange time = new TimeRange(timeUs(frames.start()), timeUs(frames.end()));
    return new ClipPlan(index, index, "clip_scene-" + index + ".mp4", frames, time);
  }
}
