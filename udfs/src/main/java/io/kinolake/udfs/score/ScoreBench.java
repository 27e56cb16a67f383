package io.kinolake.udfs.score;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.measure.FramePictures;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Score;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMediaStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures what scorers cost on a clip: each alone, and all in one decode. */
public final class ScoreBench {
  private static final double NANOS = 1e9;

  /** Rounds before those that count: fewer and the JVM still interprets some of the scorers. */
  private static final int WARM_UPS = 8;

  private ScoreBench() {}

  /**
   * What was measured; seconds of the best run after those for warming up.
   *
   * @param clip the clip that was scored
   * @param alone seconds of each scorer by itself, decode included, by name
   * @param together seconds of all scorers in one decode
   */
  public record Result(Path clip, Map<String, Double> alone, double together) {
    public Result {
      alone = Map.copyOf(alone);
    }

    /** Seconds of the dearest scorer alone. */
    public double dearest() {
      return alone.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** All scorers together over the dearest alone; 1 is free company. */
    public double ratio() {
      return together / dearest();
    }
  }

  /**
   * Scores a whole file again and again.
   *
   * @param scorers names of scorers, at least one
   * @param runs measured runs of each, at least 1; the runs of the scorers take turns
   * @throws KinolakeException if the clip cannot be scored or a name is unknown
   */
  public static Result run(Path file, List<String> scorers, int runs) {
    return run(virtual(file, Optional.empty()), scorers, runs);
  }

  /** Scores a range of a file, on its own time line, as a virtual clip. */
  public static Result run(Path file, TimeRange range, List<String> scorers, int runs) {
    return run(virtual(file, Optional.of(range)), scorers, runs);
  }

  private static Result run(Clip clip, List<String> scorers, int runs) {
    Map<List<String>, Double> best = new LinkedHashMap<>();
    ScoreClips stage = new ScoreClips(ScoreClipsSettings.of(scorers));
    try (ModelPool models = new ModelPool();
        StageWorker<ClipToScore, Score> worker =
            stage.open(StageContext.alone(new LocalMediaStore(), models))) {
      for (int run = -WARM_UPS; run < runs; run++) {
        for (String scorer : scorers) {
          time(worker, clip, List.of(scorer), run >= 0, best);
        }
        time(worker, clip, scorers, run >= 0, best);
      }
    }
    Map<String, Double> alone = new LinkedHashMap<>();
    scorers.forEach(scorer -> alone.put(scorer, best.get(List.of(scorer))));
    return new Result(Path.of(clip.sourceUri()), alone, best.get(scorers));
  }

  private static void time(
      StageWorker<ClipToScore, Score> worker,
      Clip clip,
      List<String> scorers,
      boolean counts,
      Map<List<String>, Double> best) {
    long started = System.nanoTime();
    Map<String, Outcome<Score>> outcomes =
        worker
            .process(List.of(new Item<>(clip.id().value(), scorers, List.of(ClipToScore.of(clip)))))
            .get(0)
            .outcomes();
    double seconds = (System.nanoTime() - started) / NANOS;
    for (Outcome<Score> outcome : outcomes.values()) {
      if (outcome instanceof Outcome.Rejected<Score> rejected) {
        throw new KinolakeException(rejected.failure());
      }
    }
    if (counts) {
      best.merge(scorers, seconds, Math::min);
    }
  }

  /** A clip as its row would be; its frames are counted by decoding them. */
  private static Clip virtual(Path file, Optional<TimeRange> range) {
    DecodeOptions options = DecodeOptions.DEFAULT;
    options = range.map(options::withRange).orElse(options);
    try (VideoDecoder decoder = VideoDecoder.open(file, options)) {
      FrameSize size = new FrameSize(1, 1);
      long frames = 0;
      long startUs = 0;
      long endUs = 1;
      while (decoder.advance()) {
        if (frames++ == 0) {
          startUs = decoder.frame().timeUs();
          try (FramePictures pictures =
              new FramePictures(
                  decoder.stream().rotationDegrees(), decoder.stream().sampleAspect())) {
            size = pictures.fullSize(decoder.frame().avFrame());
          }
        }
        endUs = decoder.frame().endUs();
      }
      if (frames == 0) {
        throw new KinolakeException(
            FailureCode.BAD_RANGE, "There is no frame of '" + file + "' in the range to score.");
      }
      return row(file, new FrameRange(0, frames), new TimeRange(startUs, endUs), size);
    }
  }

  private static Clip row(Path file, FrameRange frames, TimeRange time, FrameSize size) {
    VideoId video = VideoId.of(file.toString());
    Rational rate = new Rational(frames.length() * 1_000_000, time.durationUs());
    return new Clip(
        ClipId.of(video, "bench", frames, Fingerprint.of("bench")),
        video,
        0,
        0,
        file.getFileName().toString(),
        file.toString(),
        Optional.empty(),
        CutMode.VIRTUAL,
        frames,
        time,
        new Clip.Content(frames.length(), rate, size, 0));
  }
}
