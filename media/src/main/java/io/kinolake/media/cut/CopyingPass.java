package io.kinolake.media.cut;

import static io.kinolake.media.encode.WriteFailures.allocated;

import io.kinolake.media.input.MediaInput;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.tables.Clip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** One reading of a source's packets, with the copies that are open. Not thread-safe. */
final class CopyingPass implements AutoCloseable {
  private static final long MICROS = 1_000_000;

  private final MediaInput input;
  private final PacketIndex index;
  private final long[] presentation;
  private final MediaInfo info;
  private final Optional<AudioPackets> sound;
  private final ClipSink sink;
  private final PriorityQueue<Wanted> waiting =
      new PriorityQueue<>(Comparator.comparingInt(wanted -> wanted.span().first()));
  private final List<ClipCopy> open = new ArrayList<>();
  private final AVPacket packet = allocated(avcodec.av_packet_alloc(), "a packet");
  private boolean closed;

  private record Wanted(ClipPlan plan, CopySpan span) {}

  CopyingPass(
      MediaInput input,
      PacketIndex index,
      MediaInfo info,
      Optional<AudioPackets> sound,
      ClipSink sink) {
    this.input = input;
    this.index = index;
    this.presentation = index.presentation();
    this.info = info;
    this.sound = sound;
    this.sink = sink;
    completeDescription();
  }

  // MP4 must tell the pixel format of some codecs, and a source's header need not.
  private void completeDescription() {
    AVCodecParameters parameters = input.videoStream().codecpar();
    if (parameters.format() == avutil.AV_PIX_FMT_NONE) {
      parameters.format(avutil.av_get_pix_fmt(info.format().pixelFormat()));
    }
  }

  /** Adds a clip before the run. */
  void add(ClipPlan plan, CopyRange range) {
    Optional<CopySpan> span = CopySpan.find(index, presentation, plan.frames(), range);
    span.ifPresentOrElse(
        found -> waiting.add(new Wanted(plan, found)),
        () ->
            sink.failed(
                plan, CopyingCutter.notPossible(plan, "no key frame lies where it could begin")));
  }

  void run() {
    AVRational base = input.videoStream().time_base();
    int number = 0;
    while (!(waiting.isEmpty() && open.isEmpty())
        && avformat.av_read_frame(input.context(), packet) >= 0) {
      if (packet.stream_index() == input.videoIndex() && packet.size() > 0) {
        take(number++, base);
      }
      avcodec.av_packet_unref(packet);
    }
    List.copyOf(open).forEach(copy -> fail(copy, ended(copy.plan())));
    waiting.forEach(wanted -> sink.failed(wanted.plan(), ended(wanted.plan()).failure()));
  }

  private void take(int number, AVRational base) {
    while (!waiting.isEmpty() && waiting.peek().span().first() <= number) {
      open(waiting.remove());
    }
    if (open.isEmpty()) {
      return;
    }
    long pts = packet.pts();
    readSound(index.timeBase().toMicros(pts));
    forEachOpen(
        copy -> {
          if (copy.span().contains(number, pts)) {
            copy.video(packet, base);
          }
        });
    for (ClipCopy copy : List.copyOf(open)) {
      if (copy.span().last() == number + 1) {
        finish(copy);
      }
    }
  }

  private void open(Wanted wanted) {
    FrameRange frames = wanted.span().frames();
    try {
      open.add(
          ClipCopy.open(
              wanted.plan(),
              sink.begin(wanted.plan()),
              wanted.span(),
              CopyTimes.of(index, wanted.span(), pts(frames.end())),
              new TimeRange(timeUs(frames.start()), timeUs(frames.end())),
              input.videoStream(),
              sound.map(AudioPackets::stream)));
    } catch (KinolakeException e) {
      sink.failed(wanted.plan(), e.failure());
    }
  }

  private void readSound(long untilUs) {
    sound.ifPresent(
        packets ->
            packets.readUntil(
                untilUs,
                (data, timeUs) ->
                    forEachOpen(copy -> copy.audio(data, timeUs, packets.stream().time_base()))));
  }

  private void forEachOpen(Consumer<ClipCopy> action) {
    for (ClipCopy copy : List.copyOf(open)) {
      try {
        action.accept(copy);
      } catch (KinolakeException e) {
        fail(copy, e);
      }
    }
  }

  private void finish(ClipCopy copy) {
    readSound(copy.time().endUs());
    if (!open.remove(copy)) {
      return; // failed while its last sound came
    }
    try (copy) {
      copy.finish();
      List<Long> times =
          Arrays.stream(copy.times().presentation())
              .mapToObj(ticks -> index.timeBase().toMicros(ticks))
              .toList();
      ClipCheck.frames(copy.file(), copy.plan().name(), times, 1 + index.timeBase().toMicros(1));
      sink.written(new WrittenClip(copy.plan(), copy.span().frames(), copy.time(), content(copy)));
    } catch (KinolakeException e) {
      sink.failed(copy.plan(), e.failure());
    }
  }

  private void fail(ClipCopy copy, KinolakeException cause) {
    open.remove(copy);
    copy.close();
    sink.failed(copy.plan(), cause.failure());
  }

  private Clip.Content content(ClipCopy copy) {
    long frames = copy.span().frames().length();
    Rational rate =
        info.timing().variable()
            ? new Rational(frames * MICROS, copy.time().durationUs())
            : info.timing().averageRate();
    try {
      return new Clip.Content(frames, rate, info.format().display(), Files.size(copy.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long pts(long frame) {
    return frame < presentation.length
        ? presentation[(int) frame]
        : index.timeBase().toTicks(info.timing().range().endUs());
  }

  private long timeUs(long frame) {
    return frame < presentation.length
        ? index.timeBase().toMicros(presentation[(int) frame])
        : info.timing().range().endUs();
  }

  private static KinolakeException ended(ClipPlan plan) {
    return ClipCheck.wrong(plan.name(), "the source ended before its last frame");
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      open.forEach(ClipCopy::close);
      avcodec.av_packet_free(packet);
    }
  }
}
