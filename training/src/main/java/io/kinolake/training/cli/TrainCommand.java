package io.kinolake.training.cli;

import io.kinolake.models.device.Device;
import io.kinolake.models.settings.SettingsLoader;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.checkpoint.CheckpointWriter;
import io.kinolake.training.config.ParallelSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.loop.Ranks;
import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.TrainingPlan;
import io.kinolake.training.loop.TrainingRun;
import io.kinolake.training.metrics.EventFile;
import io.kinolake.training.metrics.MetricsFile;
import io.kinolake.training.metrics.ProgressLines;
import io.kinolake.training.parallel.Communicators;
import io.kinolake.training.parallel.RankMesh;
import io.kinolake.training.parallel.RankPlace;
import io.kinolake.training.parallel.RankPlan;
import io.kinolake.training.parallel.RankProcesses;
import io.kinolake.training.parallel.TensorFlowMesh;
import io.kinolake.training.preview.Previews;
import io.kinolake.training.report.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
          + " --set model.load=/models/stepvideo-t2v/transformer --dry-run",
      "  kinolake train --config conf/training/tiny-t2v.yaml --data-path meta.csv"
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

  @Option(
      names = "--nproc",
      paramLabel = "N",
      description = "Ranks on this host, each a process: --set parallel.processes-per-node=N.")
  private Optional<Integer> processes;

  @Mixin private DataPathOptions dataPath;

  @Option(
      names = "--node-rank",
      defaultValue = "0",
      paramLabel = "N",
      description = {
        "Which of parallel.nodes hosts this is, from 0 (NODE_RANK). On each the same command is",
        "started, with the same secret in the environment variable " + RankPlace.TOKEN + "."
      })
  private int nodeRank;

  @Override
  public Integer call() {
    processes.ifPresent(count -> settings.put("parallel.processes-per-node", count.toString()));
    if (dataPath.isGiven() && dryRun) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "--dry-run makes no samples. Leave out --data-path, or set data.warehouse to what an earlier start has made.");
    }
    if (dataPath.isGiven()) {
      settings.put("data.warehouse", "'" + dataPath.make(load()) + "'");
    }
    TrainingConfig loaded = load();
    if (dryRun) {
      TrainingPlan.of(loaded).lines().forEach(System.out::println);
      return 0;
    }
    TrainingPlan.requireRanks(loaded);
    Path folder = runFolder(loaded);
    Optional<RankPlace> given = RankPlace.given();
    if (loaded.parallel().ranks() > 1 && given.isEmpty()) {
      launch(loaded, folder);
    } else {
      train(loaded, folder, given.orElseGet(() -> RankPlace.alone(folder, device(loaded))));
    }
    return 0;
  }

  private TrainingConfig load() {
    return new SettingsLoader<>(TrainingConfig.class, DEFAULTS).load(Optional.of(config), settings);
  }

  private void launch(TrainingConfig loaded, Path folder) {
    List<String> arguments = new ArrayList<>(List.of("train", "--config", config.toString()));
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    RankPlan plan = RankPlan.of(loaded.parallel(), nodeRank, device(loaded));
    new RankProcesses(plan, folder, System.out, System.err).run(TrainingMain.class, arguments);
  }

  private static void train(TrainingConfig config, Path folder, RankPlace place) {
    try (Communicators mesh = join(config, place)) {
      boolean leads = place.rank() == 0;
      new TrainingRun(
              config,
              Ranks.of(config, mesh, place),
              new CheckpointWriter.Place(place.rank(), place.worldSize()),
              step -> leads ? listeners(config, folder, step) : List.of(),
              Previews.of(config, System.out::println),
              leads ? System.out::println : line -> {})
          .run();
    }
  }

  private static Communicators join(TrainingConfig config, RankPlace place) {
    boolean alone = place.worldSize() == 1;
    return alone || config.parallel().transport() == ParallelSettings.Transport.SOCKETS
        ? RankMesh.join(place)
        : TensorFlowMesh.join(place, config.compute().options().device().placement());
  }

  private static Device device(TrainingConfig config) {
    return Device.parse(config.compute().device());
  }

  private static Path runFolder(TrainingConfig config) {
    Path folder = Path.of(config.run().folder());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "'%s' cannot be made: %s. Set run.folder to another.".formatted(folder, e.getMessage()),
          e);
    }
    return folder;
  }

  private static List<StepListener> listeners(TrainingConfig config, Path folder, long step) {
    return List.of(
        MetricsFile.open(folder.resolve("metrics.jsonl"), step),
        EventFile.create(folder.resolve("events"), step, InstantSource.system()),
        new ProgressLines(System.out::println, config.run().steps(), config.run().logEvery()),
        new TrainingReport(folder, config.run().checkpointEvery()));
  }
}
