package io.kinolake.tests.bench;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.curate.CurateClips;
import io.kinolake.jobs.curate.CurateSettings;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.schemas.tables.Run;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/**
 * One process of {@link BenchmarkRefresh}: starts Spark, does what its argument says, and prints
 * the seconds of each part as {@code name seconds}.
 */
final class RefreshTimes {
  private final Path folder;
  private final StepContext context;
  private final PipelineConfig config = new ConfigLoader().loadDefault();

  private RefreshTimes(Path folder, SparkSession spark) {
    this.folder = folder;
    this.context =
        new StepContext(
            new Lake(spark, folder.resolve("warehouse").toString()),
            UUID.randomUUID().toString(),
            RunOptions.DEFAULT,
            Progress.SILENT,
            Clock.systemUTC());
  }

  /** Takes the folder, and {@code fill CLIPS}, {@code refresh}, {@code check} or {@code curate}. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long start = System.nanoTime();
    try (SparkSession spark =
        SparkSessions.local("local[2]", folder.resolve("runtime").toString())) {
      print("start", start);
      RefreshTimes times = new RefreshTimes(folder, spark);
      switch (arguments[1]) {
        case "fill" -> times.fill(Integer.parseInt(arguments[2]));
        case "refresh" -> {
          times.refresh("first");
          times.refresh("second");
        }
        case "check" -> times.check();
        case "curate" -> times.curate();
        default -> throw new IllegalArgumentException("No such work: " + arguments[1]);
      }
    }
  }

  private void fill(int clips) {
    SyntheticLake.writeVideos(folder.resolve("videos"), clips);
    long start = System.nanoTime();
    SyntheticLake.fill(folder.resolve("videos"), config, context);
    print("fill", start);
  }

  private void refresh(String name) {
    long start = System.nanoTime();
    List<Run> runs =
        new PipelineRunner(new RunLog(context.lake()), "benchmark").run(steps(), context);
    print(name, start);
    if (runs.stream().anyMatch(run -> !run.counts().equals(Run.Counts.NONE))) {
      throw new IllegalStateException("There was something to do: " + runs);
    }
  }

  /** Every step looks for work and finds none, as after a change that turns out to matter not. */
  private void check() {
    long all = System.nanoTime();
    for (PipelineStep step : steps()) {
      long start = System.nanoTime();
      Run.Counts counts = step.run(context);
      print(step.name(), start);
      if (counts.rows() + counts.retired() > 0) {
        throw new IllegalStateException("There was something to do: " + step.name() + counts);
      }
    }
    print("check", all);
  }

  /** Other settings, so that every clip is decided anew. */
  private void curate() {
    List<String> rules = new ArrayList<>(config.curate().rules());
    rules.add("technical >= 4");
    CurateSettings other =
        new CurateSettings(rules, config.curate().dedup(), config.curate().clusters());
    long start = System.nanoTime();
    Run.Counts counts = CurateClips.of(other, ScoreClipsSettings.ALL).run(context);
    print("curate", start);
    if (counts.rows() == 0) {
      throw new IllegalStateException("Nothing was decided: " + counts);
    }
  }

  private List<PipelineStep> steps() {
    List<String> videos = List.of(folder.resolve("videos").toString());
    ListVideos list = ListVideos.of(context.lake().spark(), videos, config.list());
    return VideoPipeline.from(list, config, context.lake().root());
  }

  private static void print(String name, long sinceNanos) {
    System.out.printf(Locale.ROOT, "%s %.2f%n", name, (System.nanoTime() - sinceNanos) / 1e9);
  }
}
