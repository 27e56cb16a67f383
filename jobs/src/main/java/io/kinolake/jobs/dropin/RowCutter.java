package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;
import static io.kinolake.schemas.failure.FailureCode.WRITE_FAILED;

import io.kinolake.media.cut.Audio;
import io.kinolake.media.cut.ClipPlan;
import io.kinolake.media.cut.ClipSink;
import io.kinolake.media.cut.EncodeSettings;
import io.kinolake.media.cut.EncodingCutter;
import io.kinolake.media.cut.WrittenClip;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the clips of one row after the other, each under a temporary name until it is whole and
 * checked. Failures are reported and never end the run. Safe for use by several threads.
 */
final class RowCutter {
  private final DropInContext context;
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  RowCutter(DropInContext context) {
    this.context = context;
  }

  int written() {
    return written.get();
  }

  int failed() {
    return failed.get();
  }

  /** Reports a source that makes native code crash. */
  boolean giveUp(CutPlanner.Row row) {
    report(row.input(), "it makes native code crash");
    return false;
  }

  /** Writes the clips of a row; whether anything could be written. */
  boolean cut(CutPlanner.Row row) {
    int before = written.get();
    cutClips(row);
    return written.get() > before;
  }

  private void cutClips(CutPlanner.Row row) {
    row.failure().ifPresent(failure -> report(row.input(), failure.message()));
    if (row.clips().isEmpty()) {
      return;
    }
    try {
      Path source = context.resolve(row.input());
      MediaInfo info = prober.probe(source);
      var sink = new Sink(row.clips());
      List<ClipPlan> plans = plans(row, SourceFrames.of(source, info));
      new EncodingCutter(settings(row.clips().get(0)), MediaLimits.DEFAULT)
          .cut(source, info, plans, sink);
    } catch (KinolakeException e) {
      report(row.input(), e.failure().message());
    } catch (InvalidPathException e) {
      report(row.input(), "not a file name");
    }
  }

  private List<ClipPlan> plans(CutPlanner.Row row, SourceFrames source) {
    var plans = new ArrayList<ClipPlan>();
    for (int i = 0; i < row.clips().size(); i++) {
      PlannedClip clip = row.clips().get(i);
      try {
        FrameRange frames =
            clip.range().map(source::frames).orElseGet(() -> new FrameRange(0, source.count()));
        String name = PythonPath.basename(clip.output());
        plans.add(new ClipPlan(clip.index(), i, name, frames, source.times().timeOf(frames)));
      } catch (KinolakeException e) {
        report(clip.output(), e.failure().message());
      }
    }
    return plans;
  }

  /** As the original's ffmpeg command: video only, scaled down and resampled where asked for. */
  private static EncodeSettings settings(PlannedClip clip) {
    Rational rate = clip.fps().map(fps -> new Rational(fps, 1)).orElse(Rational.UNKNOWN);
    return EncodeSettings.DEFAULT
        .withAudio(Audio.DROP)
        .withRate(rate)
        .withShorterSide(clip.shorterSide().orElse(0));
  }

  private void report(String what, String reason) {
    failed.incrementAndGet();
    context.err().printf("Failed '%s': %s%n", what, reason);
  }

  /** Puts the clips of one source where they belong. */
  private final class Sink implements ClipSink {
    private final List<PlannedClip> clips;
    private final Map<Integer, Path> partial = new HashMap<>();

    Sink(List<PlannedClip> clips) {
      this.clips = clips;
    }

    private Path target(ClipPlan plan) {
      return context.resolve(clips.get(plan.index()).output());
    }

    @Override
    public Path begin(ClipPlan plan) {
      Path target = target(plan);
      try {
        Files.createDirectories(target.getParent());
      } catch (IOException e) {
        throw new KinolakeException(
            WRITE_FAILED, "The folder of '%s' cannot be made".formatted(target), e);
      }
      Path file = target.resolveSibling(".kinolake-" + UUID.randomUUID() + ".partial");
      partial.put(plan.index(), file);
      return file;
    }

    @Override
    public void written(WrittenClip clip) {
      Path target = target(clip.plan());
      try {
        Files.move(
            partial.remove(clip.plan().index()),
            target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
        written.incrementAndGet();
      } catch (IOException e) {
        report(clips.get(clip.plan().index()).output(), e.getMessage());
      }
    }

    @Override
    public void failed(ClipPlan plan, Failure failure) {
      report(clips.get(plan.index()).output(), failure.message());
      if (partial.containsKey(plan.index())) {
        try {
          Files.deleteIfExists(partial.remove(plan.index()));
        } catch (IOException e) {
          report(clips.get(plan.index()).output(), e.getMessage());
        }
      }
    }
  }

  /** What two rows would both write is the first one's. */
  static List<CutPlanner.Row> withoutCollisions(List<CutPlanner.Row> rows) {
    var claimed = new HashMap<String, String>();
    var kept = new ArrayList<CutPlanner.Row>();
    for (CutPlanner.Row row : rows) {
      String rival =
          row.clips().stream()
              .map(clip -> claimed.getOrDefault(clip.output(), ""))
              .filter(other -> !other.isEmpty())
              .findFirst()
              .orElse("");
      if (rival.isEmpty()) {
        row.clips().forEach(clip -> claimed.put(clip.output(), row.input()));
        kept.add(row);
      } else {
        kept.add(row.failed(collision(rival)));
      }
    }
    return kept;
  }

  private static Failure collision(String rival) {
    return new Failure(
        BAD_ARGUMENT,
        ("'%s' has clips of the same names. Give the table a relpath column, so that their folders"
                + " differ.")
            .formatted(rival));
  }
}
