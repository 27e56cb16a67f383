package io.kinolake.media.cut;

import io.kinolake.media.decode.DecodedFrame;
import io.kinolake.media.encode.ColourTags;
import io.kinolake.media.encode.PictureFormat;
import io.kinolake.media.encode.VideoEncoding;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.Clip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** One reading of a source, with the clips that are open at the moment. Not thread-safe. */
final class EncodingPass implements AutoCloseable {
  private static final double SECONDS_BETWEEN_KEY_FRAMES = 2;
  private static final long MICROS = 1_000_000;

  private final MediaInfo info;
  private final PictureLayout layout;
  private final ClipTiming timing;
  private final VideoEncoding encoding;
  private final PictureConverter converter;
  private final Optional<SoundReader> sound;
  private final ClipSink sink;
  private final Deque<ClipPlan> waiting;
  private final List<ClipRecording> open = new ArrayList<>();

  EncodingPass(
      EncodeSettings settings,
      MediaInfo info,
      Rational timeBase,
      Optional<SoundReader> sound,
      ClipSink sink,
      List<ClipPlan> plans) {
    this.info = info;
    this.layout = PictureLayout.of(info.format(), settings.shorterSide());
    this.timing = ClipTiming.of(settings.rate(), info.timing(), timeBase);
    this.encoding =
        settings.quality().encoding(settings.encoder(), keyFrameInterval(), settings.threads());
    this.converter = new PictureConverter(layout);
    this.sound = sound;
    this.sink = sink;
    this.waiting = new ArrayDeque<>(sorted(plans));
  }

  private static List<ClipPlan> sorted(List<ClipPlan> plans) {
    return plans.stream().sorted(Comparator.comparingLong(plan -> plan.frames().start())).toList();
  }

  boolean isDone() {
    return waiting.isEmpty() && open.isEmpty();
  }

  /** Takes the next picture of the source. */
  void picture(DecodedFrame frame) {
    sound.ifPresent(reader -> reader.readUntil(frame.timeUs(), this::samples));
    while (!waiting.isEmpty() && waiting.peek().frames().start() <= frame.index()) {
      open(waiting.remove(), frame);
    }
    if (open.isEmpty()) {
      return;
    }
    long endUs = frame.endUs();
    converter.convert(
        frame.avFrame(),
        picture -> forEachOpen(recording -> recording.picture(picture, frame.timeUs(), endUs)));
    for (ClipRecording recording : List.copyOf(open)) {
      if (recording.plan().frames().end() == frame.index() + 1) {
        finish(recording);
      }
    }
  }

  /** Ends the clips that the source ended before. */
  void finish() {
    for (ClipRecording recording : List.copyOf(open)) {
      KinolakeException cause =
          ClipCheck.wrong(recording.plan().name(), "the source ended before its last frame");
      fail(recording, cause);
    }
    for (ClipPlan plan : waiting) {
      sink.failed(
          plan, ClipCheck.wrong(plan.name(), "the source ended before its first frame").failure());
    }
    waiting.clear();
  }

  private void open(ClipPlan plan, DecodedFrame frame) {
    try {
      Path file = sink.begin(plan);
      ClipRecording recording =
          ClipRecording.open(plan, file, encoding, format(frame.avFrame()), timing, sound);
      open.add(recording);
      sound.ifPresent(reader -> reader.repeatLast(recording::samples));
    } catch (KinolakeException e) {
      requireSurvivable(e);
      sink.failed(plan, e.failure());
    }
  }

  private void samples(AVFrame planes, long place) {
    forEachOpen(recording -> recording.samples(planes, place));
  }

  private void forEachOpen(Consumer<ClipRecording> action) {
    for (ClipRecording recording : List.copyOf(open)) {
      try {
        action.accept(recording);
      } catch (KinolakeException e) {
        fail(recording, e);
      }
    }
  }

  private void finish(ClipRecording recording) {
    ClipPlan plan = recording.plan();
    sound.ifPresent(reader -> reader.readUntil(plan.time().endUs(), this::samples));
    if (!open.remove(recording)) {
      return; // failed while its last samples came
    }
    try (recording) {
      recording.finish();
      List<Long> times = recording.ticks().stream().map(timing::toUs).toList();
      ClipCheck.frames(recording.file(), plan.name(), times, timing.toleranceUs());
      ClipCheck.size(recording.file(), plan.name(), layout.size());
      sink.written(
          new WrittenClip(plan, plan.frames(), plan.time(), content(recording, times.size())));
    } catch (KinolakeException e) {
      requireSurvivable(e);
      sink.failed(plan, e.failure());
    }
  }

  private void fail(ClipRecording recording, KinolakeException cause) {
    requireSurvivable(cause);
    open.remove(recording);
    recording.close();
    sink.failed(recording.plan(), cause.failure());
  }

  // Settings that fail for one clip fail for all: the run must stop, not the clip.
  private static void requireSurvivable(KinolakeException cause) {
    if (cause.failure().code().kind() == FailureKind.CONFIG) {
      throw cause;
    }
  }

  private Clip.Content content(ClipRecording recording, int frames) {
    try {
      Rational rate =
          timing.rate().isKnown()
              ? timing.rate()
              : new Rational(frames * MICROS, recording.plan().time().durationUs());
      return new Clip.Content(frames, rate, layout.size(), Files.size(recording.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PictureFormat format(AVFrame source) {
    boolean rgb = source.colorspace() == avutil.AVCOL_SPC_RGB;
    // FFmpeg turns RGB into the luma and chroma of BT.601 unless told otherwise.
    int matrix = rgb ? avutil.AVCOL_SPC_SMPTE170M : source.colorspace();
    return new PictureFormat(
        layout.size(),
        PictureLayout.PIXEL_FORMAT,
        Rational.ONE,
        0,
        timing.timeBase(),
        timing.rate().isKnown() ? timing.rate() : info.timing().averageRate(),
        new ColourTags(source.color_primaries(), source.color_trc(), matrix));
  }

  private int keyFrameInterval() {
    Rational rate = timing.rate().isKnown() ? timing.rate() : info.timing().averageRate();
    return Math.max(1, (int) Math.round(rate.toDouble() * SECONDS_BETWEEN_KEY_FRAMES));
  }

  @Override
  public void close() {
    open.forEach(ClipRecording::close);
    open.clear();
    converter.close();
  }
}
