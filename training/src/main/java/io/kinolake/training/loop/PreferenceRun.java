package io.kinolake.training.loop;

import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.training.batch.PreparedSteps.MicroBatch;
import io.kinolake.training.batch.PreparedSteps.Step;
import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.model.ModelPart;
import io.kinolake.training.model.Split;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.preference.PairFile;
import io.kinolake.training.preference.PairWeights;
import io.kinolake.training.preference.PairedSamples;
import io.kinolake.training.preference.ReferenceErrors;
import io.kinolake.training.preference.StepVideoPreferenceModel;
import io.kinolake.training.step.BatchTensors;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import io.kinolake.training.weights.FirstWeights;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What training by preferences has beside the rest: pairs instead of samples, and the frozen
 * reference, whose errors it adds to each step. Ranks that share videos share the reference as they
 * do the policy, with the same exchanges, so that they complete the same steps. Used by one thread.
 * Owns the reference's weights and graphs until it is closed.
 */
final class PreferenceRun implements AutoCloseable {
  private final Function<Shape, Tape> tapes;
  private final ElementWork work;
  private final TapeRunner runner;
  private final ReferenceErrors errors;
  private final Map<Shape, Tape> known = new HashMap<>();

  private PreferenceRun(Weights weights, TrainingConfig config, Ranks ranks) {
    NetworkOptions options = config.compute().options();
    this.tapes = Trainer.tapes(weights.part().model(), config.compute().recompute(), ranks.split());
    this.work = ElementWork.of(options);
    this.runner = new TapeRunner(options, ranks.exchanges(), work);
    this.errors = new ReferenceErrors(runner, ranks.exchanges(), weights.tensors());
  }

  /**
   * The samples as pairs, where a training is by preferences; as they are where not.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if pairs and samples do not match
   */
  static TrainingData paired(TrainingConfig config, TrainingData data) {
    return pairs(config, data).map(PairedSamples::data).orElse(data);
  }

  /** The pairs with their weights, where a training is by preferences. */
  static Optional<PairedSamples> pairs(TrainingConfig config, TrainingData data) {
    return config
        .preference()
        .pairs()
        .map(
            file ->
                PairedSamples.of(
                    data,
                    PairFile.read(Path.of(file)),
                    config.preference().videosFolder(),
                    PairWeights.of(config.preference().settings())));
  }

  /**
   * Loads the reference, or this rank's part of it, where a training is by preferences.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException WRONG_WEIGHTS listing all that does not
   *     fit; NOT_FOUND
   */
  static Optional<PreferenceRun> open(TrainingConfig config, Ranks ranks, Consumer<String> lines) {
    if (config.preference().pairs().isEmpty()) {
      return Optional.empty();
    }
    StepVideoPreferenceModel model = config.byPreference();
    String path = config.preference().reference().or(config.model()::load).orElseThrow();
    lines.accept("The reference's weights: " + path);
    try (WeightSource source =
        new FirstWeights(model, config.data().seed(), line -> {}).open(Path.of(path))) {
      Split split = ranks.split();
      ModelPart part = ModelPart.of(model.reference(), split.tensorRank(), split.tensorRanks());
      return Optional.of(new PreferenceRun(Weights.of(part, source), config, ranks));
    }
  }

  /** The step with the reference's errors. */
  Step completed(Step step) {
    return new Step(
        step.bucket(),
        step.epoch(),
        step.globalSize(),
        step.microBatches().stream().map(this::completed).toList(),
        step.after(),
        step.waited());
  }

  private MicroBatch completed(MicroBatch batch) {
    Tape tape = known.computeIfAbsent(batch.latents(), tapes);
    Map<String, HostTensor> completed = new LinkedHashMap<>(batch.inputs());
    try (BatchTensors inputs = BatchTensors.of(batch.inputs())) {
      completed.put(StepVideoPreferenceModel.REFERENCE, errors.of(tape, inputs.tensors()));
    }
    return new MicroBatch(batch.clips(), batch.latents(), completed);
  }

  @Override
  public void close() {
    errors.close();
    runner.close();
    work.close();
  }
}
