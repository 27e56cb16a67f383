package io.kinolake.tests.bench;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StageStep;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.Video;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.caption.ClipToCaption;
import io.kinolake.udfs.cut.SceneToCut;
import io.kinolake.udfs.scene.SceneSource;
import io.kinolake.udfs.score.ClipToScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A warehouse as a real run leaves it, of videos that are empty files: each has ten scenes, each
 * scene is a clip with every score, a caption and samples, and one clip in ten is a near copy of
 * another. Everything but the work on pictures is the real thing: the walk of the folder, planning,
 * waves, commits, curation, cleaning and the run log.
 */
final class SyntheticLake {
  private static final int CLIPS_PER_VIDEO = 10;
  private static final long CLIP_US = 4_000_000;
  private static final int CLIP_FRAMES = 100;
  private static final int VIDEOS_PER_FOLDER = 100;
  private static final FrameSize SIZE = new FrameSize(1280, 720);
  private static final Rational RATE = new Rational(25, 1);

  private SyntheticLake() {}

  /** Makes the files, in folders of a hundred; those that are there stay as they are. */
  static void writeVideos(Path folder, int clips) {
    try {
      for (int i = 0; i < clips / CLIPS_PER_VIDEO; i++) {
        Path shelf = folder.resolve("shelf%04d".formatted(i / VIDEOS_PER_FOLDER));
        Files.createDirectories(shelf);
        Files.writeString(shelf.resolve("video%07d.mp4".formatted(i)), "synthetic");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to make videos in " + folder, e);
    }
  }

  /** Fills every table. */
  static void fill(Path videos, PipelineConfig config, StepContext context) {
    ListVideos list =
        ListVideos.of(context.lake().spark(), List.of(videos.toString()), config.list());
    List<PipelineStep> steps =
        VideoPipeline.from(list, config, context.lake().root()).stream()
            .map(SyntheticLake::withoutPictures)
            .toList();
    new PipelineRunner(new RunLog(context.lake()), "benchmark").run(steps, context);
  }

  /** The step that does nothing to media, but leaves what the real one would leave. */
  private static PipelineStep withoutPictures(PipelineStep step) {
    return switch (step.name()) {
      case "probe-videos" -> synthetic(step, SyntheticLake::probe);
      case "detect-scenes" -> synthetic(step, SyntheticLake::scenes);
      case "cut-clips" -> synthetic(step, SyntheticLake::clips);
      case "score-clips" -> synthetic(step, SyntheticLake::scores);
      case "caption-clips" -> synthetic(step, SyntheticLake::captions);
      case "extract-features" -> synthetic(step, SyntheticFeatures::of);
      default -> step; // listing, curation and cleaning look at no pictures
    };
  }

  @SuppressWarnings("unchecked") // the caller names the step whose records these are
  private static <I extends Record, O extends Record> PipelineStep synthetic(
      PipelineStep step, SyntheticStage.Results<I, O> results) {
    return ((StageStep<I, O>) step).with(real -> new SyntheticStage<>(real, results));
  }

  private static ItemResult<Probe> probe(Item<Video> item) {
    long frames = (long) CLIPS_PER_VIDEO * CLIP_FRAMES;
    List<Long> keyFrames = new ArrayList<>();
    for (int i = 0; i < CLIPS_PER_VIDEO; i++) {
      keyFrames.add(i * CLIP_US);
    }
    MediaInfo info =
        new MediaInfo(
            MediaKind.VIDEO,
            "mov,mp4,m4a,3gp,3g2,mj2",
            new VideoFormat("h264", "yuv420p", SIZE, SIZE, 0, Rational.ONE, "bt709"),
            new FrameTiming(
                frames,
                new TimeRange(0, CLIPS_PER_VIDEO * CLIP_US),
                RATE,
                RATE,
                /* variable= */ false,
                keyFrames),
            2_000_000,
            List.of("aac"));
    return ItemResult.whole(Outcome.produced(new Probe(item.row().id(), info, Optional.empty())));
  }

  private static ItemResult<Scene> scenes(Item<SceneSource> item) {
    List<Scene> scenes = new ArrayList<>();
    for (int i = 0; i < CLIPS_PER_VIDEO; i++) {
      scenes.add(new Scene(item.row().video(), i, frames(i), time(i), "adaptive"));
    }
    return ItemResult.whole(Outcome.produced(scenes));
  }

  private static ItemResult<Clip> clips(Item<SceneToCut> item) {
    List<Clip> clips = new ArrayList<>();
    for (SceneToCut scene : item.rows()) {
      int index = scene.scene().index();
      String name = "%s_scene-%d.mp4".formatted(scene.relativePath().replace(".mp4", ""), index);
      clips.add(
          new Clip(
              ClipId.of(
                  scene.video(),
                  scene.contentVersion(),
                  frames(index),
                  Fingerprint.of("synthetic")),
              scene.video(),
              index,
              index,
              name.substring(name.lastIndexOf('/') + 1),
              scene.uri(),
              Optional.of("/warehouse/media/" + name),
              CutMode.ENCODE,
              frames(index),
              time(index),
              new Clip.Content(CLIP_FRAMES, RATE, SIZE, 1_000_000)));
    }
    return ItemResult.whole(Outcome.produced(clips));
  }

  private static ItemResult<Score> scores(Item<ClipToScore> item) {
    Random random = new Random(item.id().hashCode());
    Map<String, Outcome<Score>> scores = new HashMap<>();
    for (String scorer : item.parts()) {
      scores.put(scorer, Outcome.produced(score(item.row().clip(), scorer, random)));
    }
    return new ItemResult<>(scores);
  }

  private static Score score(Clip clip, String scorer, Random random) {
    return switch (scorer) {
      case "phash" ->
          new Score(clip.id(), scorer, Optional.empty(), Optional.of(hash(random)), Map.of());
      case "cmotion" ->
          new Score(clip.id(), scorer, Optional.empty(), Optional.of("static"), details(random));
      case "letterbox" ->
          new Score(clip.id(), scorer, Optional.of(0.0), Optional.empty(), details(random));
      default ->
          new Score(
              clip.id(),
              scorer,
              Optional.of(2 + 8 * random.nextDouble()),
              Optional.empty(),
              details(random));
    };
  }

  /** One in ten differs by one bit from one of a few thousand others. */
  private static String hash(Random random) {
    boolean isCopy = random.nextInt(10) == 0;
    long hash =
        isCopy
            ? new Random(random.nextInt(5000)).nextLong() ^ 1L << random.nextInt(64)
            : random.nextLong();
    return "%016x".formatted(hash);
  }

  private static Map<String, Double> details(Random random) {
    return Map.of("first", random.nextDouble(), "second", random.nextDouble());
  }

  private static ItemResult<Caption> captions(Item<ClipToCaption> item) {
    Map<String, Outcome<Caption>> captions = new HashMap<>();
    for (String captioner : item.parts()) {
      boolean hasCaption = !captioner.equals("sidecar");
      captions.put(
          captioner,
          Outcome.produced(hasCaption ? List.of(caption(item.row(), captioner)) : List.of()));
    }
    return new ItemResult<>(captions);
  }

  private static Caption caption(ClipToCaption input, String captioner) {
    return new Caption(
        input.clip().id(),
        captioner,
        "The video shows clip %d of a synthetic film.".formatted(input.clip().index()),
        new Caption.Origin(
            Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty()));
  }

  private static FrameRange frames(int index) {
    return new FrameRange((long) index * CLIP_FRAMES, (long) (index + 1) * CLIP_FRAMES);
  }

  private static TimeRange time(int index) {
    return new TimeRange(index * CLIP_US, (index + 1) * CLIP_US);
  }
}
