package io.kinolake.training.cli;

import io.kinolake.models.settings.SettingsLoader;
import io.kinolake.training.checkpoint.CheckpointWriter;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.loop.CheckpointListener;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.TrainingRun;
import io.kinolake.training.metrics.MetricsFile;
import io.kinolake.training.parallel.LocalRanks;
import io.kinolake.training.parallel.RankLayout;
import io.kinolake.training.parallel.RankPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Trainings whose ranks are threads of this process. They talk through sockets as processes do, but
 * need not start.
 */
final class RankThreads {
  private final Path config;
  private final Path runFolder;

  RankThreads(Path config, Path runFolder) {
    this.config = config;
    this.runFolder = runFolder;
  }

  /** Trains up to a step. */
  void train(int steps, RankLayout layout) throws IOException {
    train(steps, layout, ranks -> ranks);
  }

  /**
   * Trains up to a step.
   *
   * @param each may change what a rank has of the others
   */
  void train(int steps, RankLayout layout, UnaryOperator<Ranks> each) throws IOException {
    Files.createDirectories(runFolder);
    TrainingConfig loaded =
        new SettingsLoader<>(TrainingConfig.class, "/conf/training/defaults.yaml")
            .load(
                Optional.of(config),
                Map.of(
                    "run.folder", runFolder.toString(),
                    "run.steps", String.valueOf(steps),
                    "parallel.processes-per-node", String.valueOf(layout.worldSize()),
                    "parallel.tensor", String.valueOf(layout.tensor()),
                    "parallel.context", String.valueOf(layout.context())));
    List<RankPlace> places =
        LocalRanks.places(layout.worldSize(), Duration.ofMinutes(1), runFolder);
    List<Integer> all = LocalRanks.all(layout.worldSize());
    LocalRanks.run(
        places,
        mesh -> {
          RankPlace place = places.get(mesh.group(all).rank());
          run(loaded, each.apply(Ranks.of(loaded, mesh, place)), place);
          return place;
        });
  }

  private void run(TrainingConfig loaded, Ranks ranks, RankPlace place) {
    new TrainingRun(
            loaded,
            ranks,
            new CheckpointWriter.Place(place.rank(), place.worldSize()),
            step -> listeners(place, step),
            CheckpointListener.NONE,
            line -> {})
        .run();
  }

  private List<StepListener> listeners(RankPlace place, long step) {
    return place.rank() == 0
        ? List.of(MetricsFile.open(runFolder.resolve("metrics.jsonl"), step))
        : List.of();
  }
}
