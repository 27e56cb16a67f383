package io.kinolake.training.preference;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.training.model.TrainableModel;
import io.kinolake.training.step.Exchanges;
import io.kinolake.training.step.Tape;
import io.kinolake.training.step.TapeRunner;
import java.util.Map;

/**
 * The errors of the weights before the training by preferences, against which the policy is
 * measured. Used by one thread. Owns the weights until it is closed; the runner, which may be the
 * policy's, is the caller's.
 */
public final class ReferenceErrors implements AutoCloseable {
  private final TapeRunner runner;
  private final Exchanges exchanges;
  private final Map<String, NativeTensor> weights;

  /**
   * A reference.
   *
   * @param exchanges those of the runner
   * @param weights those that the policy starts from, in memory of their own; of tensor-parallel
   *     ranks, each has its shards
   */
  public ReferenceErrors(
      TapeRunner runner, Exchanges exchanges, Map<String, NativeTensor> weights) {
    this.runner = runner;
    this.exchanges = exchanges;
    this.weights = Map.copyOf(weights);
  }

  /**
   * The errors of a micro batch, computed without gradients: of whole videos, on all ranks that
   * share them the same.
   *
   * @param tape of {@link StepVideoPreferenceModel#reference}
   * @param batch the policy's inputs, but the errors themselves
   * @return [2 · pairs]
   */
  public HostTensor of(Tape tape, Map<String, NativeTensor> batch) {
    HostTensor own = runner.forward(tape, weights, batch).get(TrainableModel.LOSSES);
    try (NativeTensor errors = NativeTensor.of(own)) {
      exchanges.average(errors);
      return errors.host();
    }
  }

  @Override
  public void close() {
    weights.values().forEach(NativeTensor::close);
  }
}
