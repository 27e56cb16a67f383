package io.kinolake.training.loop;

import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.batch.MicroBatches;
import io.kinolake.training.batch.OwnFrames;
import io.kinolake.training.batch.PairBatches;
import io.kinolake.training.batch.PreparedSteps;
import io.kinolake.training.batch.StditBatches;
import io.kinolake.training.batch.StepVideoBatches;
import io.kinolake.training.checkpoint.CheckpointFolder;
import io.kinolake.training.checkpoint.CheckpointReader;
import io.kinolake.training.checkpoint.CheckpointWriter;
import io.kinolake.training.checkpoint.TrainingState;
import io.kinolake.training.config.ModelSettings;
import io.kinolake.training.config.RunSettings;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.data.BatchSource;
import io.kinolake.training.data.DataRequest;
import io.kinolake.training.data.EpochPlan;
import io.kinolake.training.data.Sampler;
import io.kinolake.training.data.SamplerState;
import io.kinolake.training.data.ShardMap;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.SplitModel;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.preference.PairedSamples;
import io.kinolake.training.preference.StepVideoPreferenceModel;
import io.kinolake.training.weights.FirstWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * A training from its settings to its last step, on one rank. Where its folder has checkpoints it
 * goes on from the newest. Used once, by one thread.
 */
public final class TrainingRun {
  private final TrainingConfig config;
  private final Ranks ranks;
  private final CheckpointWriter.Place place;
  private final LongFunction<List<StepListener>> listeners;
  private final CheckpointListener drawing;
  private final Consumer<String> lines;

  /**
   * @param ranks this rank among the others
   * @param place who writes checkpoints
   * @param listeners are told of steps; made for the step that is behind at the start
   * @param drawing is told of checkpoints on the first rank; wants the same ones on every rank
   * @param lines takes lines for people
   */
  public TrainingRun(
      TrainingConfig config,
      Ranks ranks,
      CheckpointWriter.Place place,
      LongFunction<List<StepListener>> listeners,
      CheckpointListener drawing,
      Consumer<String> lines) {
    this.config = config;
    this.ranks = ranks;
    this.place = place;
    this.listeners = listeners;
    this.drawing = drawing;
    this.lines = lines;
  }

  /** Where the work stands: the state that is behind, and where it came from. */
  private record Origin(Optional<Path> checkpoint, Optional<TrainingState> state) {
    long step() {
      return state.map(TrainingState::step).orElse(0L);
    }

    long skipped() {
      return state.map(TrainingState::skipped).orElse(0L);
    }
  }

  /** The folder of a training's checkpoints. */
  public static CheckpointFolder checkpoints(TrainingConfig config) {
    return new CheckpointFolder(Path.of(config.run().folder(), "checkpoints"));
  }

  /**
   * Trains until the last step.
   *
   * @throws KinolakeException if the settings, data or weights are wrong; NOT_FINITE; RANKS_DIFFER;
   *     what readers and writers find
   */
  public void run() {
    CheckpointFolder folder = checkpoints(config);
    Optional<MindSpeedOutput> mindspeed = MindSpeedOutput.of(config);
    Origin origin = origin(folder);
    if (origin.step() >= config.run().steps()) {
      lines.accept(
          "All %d steps are made; raise run.steps to go on.".formatted(config.run().steps()));
    } else {
      train(folder, origin);
    }
    if (place.rank() == 0) {
      mindspeed.ifPresent(tree -> tree.write(folder.newest().orElseThrow(), lines));
    }
  }

  private void train(CheckpointFolder folder, Origin origin) {
    TrainingData all = TrainingData.open(request(origin));
    Optional<PairedSamples> pairs = PreferenceRun.pairs(config, all);
    TrainingData data = pairs.map(PairedSamples::data).orElse(all);
    Sampler sampler = new Sampler(data, config.data().seed());
    SamplerState start =
        origin.state().map(TrainingState::sampler).orElseGet(() -> sampler.start(0));
    EpochPlan epoch = sampler.plan(config.batch().global());
    TrainingPlan.requireVideos(epoch, config);
    ModelPart model =
        ModelPart.of(config.trainable(), ranks.split().tensorRank(), ranks.split().tensorRanks());
    try (Weights weights = weights(model, origin);
        Trainer trainer = trainer(model.model(), weights);
        CheckpointWriter checkpoints = writer(folder, model, data, sampler);
        ShardMap shards = ShardMap.of(data, checksums());
        References references = new References(PreferenceRun.open(config, ranks, lines));
        PreparedSteps steps = steps(sampler, shards, start, pairs)) {
      origin
          .checkpoint()
          .ifPresent(
              path ->
                  CheckpointReader.restore(
                      path, origin.state().orElseThrow(), model, trainer.update()));
      tell(origin, data, epoch, weights);
      train(new Work(weights, trainer, checkpoints, steps, references, start, data), origin);
    }
  }

  private record Work(
      Weights weights,
      Trainer trainer,
      CheckpointWriter checkpoints,
      PreparedSteps steps,
      References references,
      SamplerState start,
      TrainingData data) {}

  /** The reference, if there is one; closing this closes it. */
  private record References(Optional<PreferenceRun> reference) implements AutoCloseable {
    PreparedSteps.Step completed(PreparedSteps.Step step) {
      return reference.map(each -> each.completed(step)).orElse(step);
    }

    @Override
    public void close() {
      reference.ifPresent(PreferenceRun::close);
    }
  }

  private void train(Work work, Origin origin) {
    RunSettings run = config.run();
    long skipped = origin.skipped();
    List<StepListener> told = listeners.apply(origin.step());
    try {
      if (origin.step() == 0 && drawing.wants(0)) {
        store(work, state(0, 0, work.start(), work.data()));
      }
      for (long number = origin.step() + 1; number <= run.steps(); number++) {
        PreparedSteps.Step step = work.references().completed(work.steps().next());
        StepResult result = work.trainer().step(number, step);
        skipped += result.skipped() ? 1 : 0;
        told.forEach(listener -> listener.stepped(result));
        if (number % run.checkpointEvery() == 0 || number == run.steps()) {
          store(work, state(number, skipped, step.after(), work.data()));
        }
      }
      work.checkpoints().await();
    } finally {
      told.forEach(StepListener::close);
    }
  }

  private void store(Work work, TrainingState state) {
    work.checkpoints().write(state, work.weights().tensors(), work.trainer().update());
    if (drawing.wants(state.step())) {
      work.checkpoints().await();
      if (place.rank() == 0) {
        drawing.written(state.step(), checkpoints(config).of(state.step()));
      }
    }
  }

  private TrainingState state(long step, long skipped, SamplerState after, TrainingData data) {
    return new TrainingState(
        step,
        skipped,
        after,
        place.ranks(),
        config.parallel().tensor(),
        new TrainingState.Source(data.warehouse(), data.featureSet()));
  }

  private Origin origin(CheckpointFolder folder) {
    if (place.rank() == 0) {
      folder.clean();
    }
    Optional<Path> newest = folder.newest().map(CheckpointFolder.Entry::path);
    return new Origin(newest, newest.map(TrainingState::read));
  }

  /** A training that goes on reads the versions that it began with. */
  private DataRequest request(Origin origin) {
    DataRequest newest = config.data().request();
    if (origin.state().isEmpty()) {
      return newest;
    }
    TrainingState state = origin.state().get();
    if (state.sampler().seed() != config.data().seed()
        || !state.data().featureSet().equals(newest.featureSet())) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' was trained on the feature set '%s' with seed %d, the settings say '%s' and %d. Set these again, or choose another run.folder."
              .formatted(
                  origin.checkpoint().orElseThrow(),
                  state.data().featureSet(),
                  state.sampler().seed(),
                  newest.featureSet(),
                  config.data().seed()));
    }
    return newest.at(state.sampler().versions());
  }

  private Weights weights(ModelPart model, Origin origin) {
    if (origin.checkpoint().isPresent()) {
      return Weights.load(model, CheckpointReader.model(origin.checkpoint().get()));
    }
    long seed = config.data().seed();
    if (config.model().start() == ModelSettings.Start.RANDOM) {
      return Weights.random(model, seed);
    }
    try (WeightSource source =
        new FirstWeights(model.model(), seed, lines)
            .open(Path.of(config.model().load().orElseThrow()))) {
      return Weights.of(model, source);
    }
  }

  private Trainer trainer(TrainableModel model, Weights weights) {
    return new Trainer(
        weights,
        Trainer.tapes(model, config.compute().recompute(), ranks.split()),
        config.optimizer().update(config.run().steps()),
        ranks,
        config.compute().options(),
        config.run().skipLimit(),
        config.preference().pairs().map(file -> StepVideoPreferenceModel.ACCURACIES));
  }

  private CheckpointWriter writer(
      CheckpointFolder folder, ModelPart model, TrainingData data, Sampler sampler) {
    return new CheckpointWriter(
        folder,
        new CheckpointWriter.Common(model, config.toString(), data, sampler),
        new CheckpointWriter.Policy(
            config.run().keep(), config.run().keepEvery(), config.parallel().deadline()),
        place,
        ranks.agreement());
  }

  private PreparedSteps steps(
      Sampler sampler, ShardMap shards, SamplerState start, Optional<PairedSamples> pairs) {
    BatchSource source =
        new BatchSource(
            sampler,
            shards,
            start,
            config.batch().global(),
            ranks.place(),
            new BatchSource.Prefetch(config.data().readAhead(), config.data().readers()));
    MicroBatches all = batches(config, shards, pairs);
    MicroBatches own =
        ranks.split().contextRanks() > 1
            ? new OwnFrames(all, SplitModel.of(config.trainable()), ranks.split())
            : all;
    return new PreparedSteps(source, own, start);
  }

  /** What makes micro batches of samples. */
  private static MicroBatches batches(
      TrainingConfig config, ShardMap shards, Optional<PairedSamples> pairs) {
    ModelSettings model = config.model();
    long seed = config.data().seed();
    Optional<StepVideoBatches> stepVideo =
        model
            .stepVideo()
            .map(
                sizes ->
                    new StepVideoBatches(
                        sizes.network(),
                        sizes.convention().flow(),
                        sizes.shift().orElse(1.0),
                        seed));
    if (pairs.isPresent()) {
      return new PairBatches(stepVideo.orElseThrow(), shards, pairs.get().weights());
    }
    return stepVideo
        .<MicroBatches>map(Function.identity())
        .orElseGet(
            () -> {
              ModelSettings.Stdit sizes = model.stdit().orElseThrow();
              return new StditBatches(
                  sizes.network(), sizes.latentScale(), sizes.captionDropout(), seed);
            });
  }

  private ShardMap.Checksums checksums() {
    return config.data().checksums() ? ShardMap.Checksums.FIRST_READ : ShardMap.Checksums.NEVER;
  }

  private void tell(Origin origin, TrainingData data, EpochPlan epoch, Weights weights) {
    origin
        .checkpoint()
        .ifPresent(
            path -> lines.accept("Going on after step %d from %s".formatted(origin.step(), path)));
    lines.accept(
        "%,d parameters, %d samples at %s, %d steps an epoch"
            .formatted(
                weights.part().shapes().values().stream().mapToLong(Shape::elements).sum(),
                data.samples().size(),
                data.versions(),
                epoch.steps()));
  }
}
