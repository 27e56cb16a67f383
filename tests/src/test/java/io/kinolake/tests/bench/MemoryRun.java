package io.kinolake.tests.bench;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.media.cut.SceneSpan;
import io.kinolake.models.device.ModelPool;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.Video;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.cut.CutClips;
import io.kinolake.udfs.cut.CutClipsSettings;
import io.kinolake.udfs.cut.SceneToCut;
import io.kinolake.udfs.probe.ProbeVideos;
import io.kinolake.udfs.scene.DetectScenes;
import io.kinolake.udfs.scene.SceneSource;
import io.kinolake.udfs.score.ClipToScore;
import io.kinolake.udfs.score.ScoreClips;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One process of {@link BenchmarkMemory}: takes a video through probing, scene detection, cutting
 * and scoring, and prints after each stage its seconds and the most memory that the process has had
 * so far, as {@code name seconds MiB}.
 */
final class MemoryRun {
  private static final int SAMPLES = 6;

  private final Path folder;
  private final Video video;
  private final PipelineConfig config = new ConfigLoader().loadDefault();
  private long started;

  private MemoryRun(Path file) throws IOException {
    this.folder = file.getParent();
    VideoId id = VideoId.of(file.toString());
    String name = file.getFileName().toString();
    this.video =
        new Video(id, file.toString(), "", name, MediaKind.VIDEO, Files.size(file), 0, "benchmark");
  }

  /** Takes the path of the video. */
  public static void main(String[] arguments) throws IOException {
    new MemoryRun(Path.of(arguments[0])).run();
  }

  private void run() throws IOException {
    started = System.nanoTime();
    Probe probe = work(new ProbeVideos(config.probe().toSettings()), List.of(video)).get(0);
    tell("probe");
    SceneSource source = new SceneSource(video.id(), video.uri(), "benchmark", probe.info());
    List<Scene> scenes = work(new DetectScenes(config.scenes().toSettings()), List.of(source));
    tell("scenes");
    List<Clip> virtual =
        work(new CutClips(CutClipsSettings.DEFAULT), scenes(probe, scenes, scenes));
    tell("cut, virtual");
    List<Scene> last = scenes.subList(Math.max(0, scenes.size() - SAMPLES), scenes.size());
    List<Clip> encoded =
        work(
            new CutClips(CutClipsSettings.of(CutMode.ENCODE, folder.resolve("clips").toString())),
            scenes(probe, scenes, last));
    tell("cut, encode");
    List<Clip> samples = new ArrayList<>(encoded);
    for (int i = 0; i < SAMPLES; i++) {
      samples.add(virtual.get(i * (virtual.size() - 1) / (SAMPLES - 1)));
    }
    for (Clip clip : samples) {
      work(new ScoreClips(config.score().toSettings()), List.of(ClipToScore.of(clip)));
    }
    tell("score");
    System.out.printf("%d scenes, %d clips scored%n", scenes.size(), samples.size());
  }

  private List<SceneToCut> scenes(Probe probe, List<Scene> all, List<Scene> wanted) {
    return wanted.stream()
        .map(
            scene ->
                new SceneToCut(
                    video.id(),
                    video.uri(),
                    video.relativePath(),
                    "benchmark",
                    /* stemShared= */ false,
                    probe.info(),
                    new SceneSpan(all.indexOf(scene), scene.frames(), scene.time())))
        .toList();
  }

  private <I extends Record, O extends Record> List<O> work(Stage<I, O> stage, List<I> rows) {
    List<String> parts = stage.parts().stream().map(StagePart::name).toList();
    List<O> made = new ArrayList<>();
    try (ModelPool models = new ModelPool();
        StageWorker<I, O> worker = stage.open(StageContext.alone(new LocalMediaStore(), models))) {
      List<Outcome<O>> outcomes =
          List.copyOf(
              worker
                  .process(List.of(new Item<>(video.id().value(), parts, rows)))
                  .get(0)
                  .outcomes()
                  .values());
      for (Outcome<O> outcome : outcomes) {
        made.addAll(rows(outcome));
      }
    }
    return made;
  }

  private static <O extends Record> List<O> rows(Outcome<O> outcome) {
    if (outcome instanceof Outcome.Produced<O> produced && produced.failures().isEmpty()) {
      return produced.rows();
    }
    throw new IllegalStateException("A stage failed: " + outcome);
  }

  private void tell(String stage) throws IOException {
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(Locale.ROOT, "%s %.1f %.0f%n", stage, seconds, peakMiB());
    started = System.nanoTime();
  }

  /** The most resident memory that this process has had: Linux tells. */
  private static double peakMiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElse(Double.NaN);
  }
}
