package io.kinolake.training.loop;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.graph.NetworkOptions;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.batch.PreparedSteps.MicroBatch;
import io.kinolake.training.batch.PreparedSteps.Step;
import io.kinolake.training.model.Split;
import io.kinolake.training.model.SplitModel;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.optimizer.ElementWork;
import io.kinolake.training.optimizer.WeightUpdate;
import io.kinolake.training.parallel.RankStatus;
import io.kinolake.training.step.BatchTensors;
import io.kinolake.training.step.GradientSums;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Makes steps: losses and gradients of this rank's micro batches, one after another, then the
 * update that all ranks make together. Used by one thread. Owns graphs and the optimizer's memory
 * until it is closed; the weights are the caller's.
 */
public final class Trainer implements AutoCloseable {
  private final Weights weights;
  private final Ranks ranks;
  private final Function<Shape, Tape> tapes;
  private final ElementWork work;
  private final TapeRunner runner;
  private final WeightUpdate update;
  private final SkippedSteps skipped;
  private final Optional<String> accuracy;
  private final Map<Shape, Tape> known = new HashMap<>();

  /**
   * A trainer that has made no step.
   *
   * @param tapes the loss of samples by the shape of their latents
   * @param skipLimit skipped steps in a row that are too many
   * @param accuracy what tapes tell of how many samples are right, if they do
   */
  public Trainer(
      Weights weights,
      Function<Shape, Tape> tapes,
      WeightUpdate.Settings settings,
      Ranks ranks,
      NetworkOptions options,
      int skipLimit,
      Optional<String> accuracy) {
    this.weights = weights;
    this.accuracy = accuracy;
    this.ranks = ranks;
    this.tapes = tapes;
    this.work = ElementWork.of(options);
    this.runner = new TapeRunner(options, ranks.exchanges(), work);
    this.update =
        new WeightUpdate(settings, weights.tensors(), weights.trained(), ranks.gradients(), work);
    this.skipped = new SkippedSteps(skipLimit);
  }

  /**
   * How a model's loss is computed: as one piece, or block by block, as shared samples always are.
   */
  public static Function<Shape, Tape> tapes(TrainableModel model, boolean recompute, Split split) {
    if (split.ranks() > 1) {
      SplitModel shared = SplitModel.of(model);
      return latents -> shared.split(latents, split);
    }
    return recompute ? model::staged : model::whole;
  }

  /** The optimizer and the average, to store and restore their state. */
  public WeightUpdate update() {
    return update;
  }

  /**
   * Makes a step.
   *
   * @param number counted from 1
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FINITE after too many steps in a row
   *     whose loss or gradient was not finite, naming the first tensor and the samples
   */
  public StepResult step(long number, Step step) {
    long begin = System.nanoTime();
    try (GradientSums sums = new GradientSums(work)) {
      Told own = new Told(0, 0);
      for (MicroBatch batch : step.microBatches()) {
        ranks.note().accept(new RankStatus(number, batch.clips()));
        own = own.plus(learn(batch, step.globalSize(), sums));
      }
      fillUp(sums);
      weights.addedUp().forEach(name -> ranks.exchanges().sum(sums.sums().get(name)));
      double mean = ranks.gradients().addUp(own.loss());
      OptionalDouble right =
          accuracy.isPresent()
              ? OptionalDouble.of(ranks.gradients().addUp(own.right()))
              : OptionalDouble.empty();
      WeightUpdate.Outcome outcome = update.apply(number, sums.sums());
      if (outcome.skipped()) {
        skipped.add(number, step, weights, sums.sums());
      } else {
        skipped.reset();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin).plus(step.waited());
      return new StepResult(
          number,
          step.epoch(),
          step.bucket(),
          mean,
          right,
          outcome.gradientNorm(),
          outcome.rate(),
          outcome.skipped(),
          step.globalSize(),
          took,
          step.waited());
    }
  }

  /** Shares of means over the step. */
  private record Told(double loss, double right) {
    Told plus(Told other) {
      return new Told(loss + other.loss, right + other.right);
    }
  }

  /** The micro batch's share of what is told; its gradients are added to the sums. */
  private Told learn(MicroBatch batch, int globalSize, GradientSums sums) {
    Tape tape = known.computeIfAbsent(batch.latents(), tapes);
    double share = (double) batch.clips().size() / globalSize / ranks.split().contextRanks();
    try (BatchTensors inputs = BatchTensors.of(batch.inputs())) {
      Map<String, HostTensor> told =
          runner.run(
              tape, weights.tensors(), weights.trained(), inputs.tensors(), (float) share, sums);
      double right = accuracy.map(name -> mean(told.get(name))).orElse(0.0);
      return new Told(told.get(TrainableModel.LOSS).toFloats()[0] * share, right * share);
    }
  }

  private static double mean(HostTensor values) {
    double sum = 0;
    for (float value : values.toFloats()) {
      sum += value;
    }
    return sum / values.shape().elements();
  }

  /** A rank without samples takes part in the update all the same. */
  private void fillUp(GradientSums sums) {
    for (String name : weights.trained()) {
      if (!sums.sums().containsKey(name)) {
        sums.add(name, NativeTensor.zeros(weights.tensors().get(name).shape()));
      }
    }
  }

  @Override
  public void close() {
    update.close();
    runner.close();
    work.close();
  }
}
