package io.kinolake.training.cli;

import io.kinolake.models.settings.SettingsLoader;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.CheckpointWriter;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.TrainingPlan;
import io.kinolake.training.loop.TrainingRun;
import io.kinolake.training.metrics.EventFile;
import io.kinolake.training.metrics.MetricsFile;
import io.kinolake.training.metrics.ProgressLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a model on feature shards; goes on where the run's folder has checkpoints.",
      "Examples:",
      "  kinolake run --videos videos && kinolake train --config conf/training/tiny-t2v.yaml",
      "  kinolake train --config conf/training/stepvideo-t2v.yaml"
          + " --set model.load=/models/stepvideo-t2v/transformer --dry-run"
    })
final class TrainCommand implements Callable<Integer> {
  private static final String DEFAULTS = "/conf/training/defaults.yaml";

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings that differ from conf/training/defaults.yaml.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A single setting, such as run.steps=100; may be given several times.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--dry-run",
      description = "Tell parameters, memory, buckets and steps; train nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    TrainingConfig loaded =
        new SettingsLoader<>(TrainingConfig.class, DEFAULTS).load(Optional.of(config), settings);
    if (dryRun) {
      TrainingPlan.of(loaded).lines().forEach(System.out::println);
      return 0;
    }
    new TrainingRun(
            loaded,
            Ranks.alone(loaded.batch().micro()),
            new CheckpointWriter.Place(0, 1),
            step -> listeners(loaded, step),
            System.out::println)
        .run();
    return 0;
  }

  private static List<StepListener> listeners(TrainingConfig config, long step) {
    Path folder = Path.of(config.run().folder());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be made: %s. Set run.folder to another.".formatted(folder, e.getMessage()),
          e);
    }
    return List.of(
        MetricsFile.open(folder.resolve("metrics.jsonl"), step),
        EventFile.create(folder.resolve("events"), step, InstantSource.system()),
        new ProgressLines(System.out::println, config.run().steps(), config.run().logEvery()));
  }
}
