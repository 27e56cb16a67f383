package io.kinolake.training.preference;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.training.model.TrainableModel;
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
  private final Map<String, NativeTensor> weights;

  /**
   * A reference.
   *
   * @param weights those that the policy starts from, in memory of their own; of tensor-parallel
   *     ranks, each has its shards
   */
  public ReferenceErrors(TapeRunner runner, Map<String, NativeTensor> weights) {
    this.runner = runner;
    this.weights = Map.copyOf(weights);
  }

  /**
   * The errors of a micro batch, computed without gradients: the same on all tensor-parallel ranks.
   *
   * @param tape of {@link StepVideoPreferenceModel#reference}
   * @param batch the policy's inputs, but the errors themselves
   * @return [2 · pairs]
   */
  public HostTensor of(Tape tape, Map<String, NativeTensor> batch) {
    return runner.forward(tape, weights, batch).get(TrainableModel.LOSSES);
  }

  @Override
  public void close() {
    weights.values().forEach(NativeTensor::close);
  }
}
