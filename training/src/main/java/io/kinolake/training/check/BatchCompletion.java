package io.kinolake.training.check;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.HostTensor;
import java.util.Map;

/** Adds inputs that are computed of others to micro batches. */
interface BatchCompletion extends AutoCloseable {
  /** Adds nothing. */
  BatchCompletion NONE = (batch, given) -> {};

  /**
   * Adds inputs.
   *
   * @param batch the micro batch
   * @param given the same in the engine's memory; what is added is the caller's
   */
  void complete(Map<String, HostTensor> batch, Map<String, NativeTensor> given);

  @Override
  default void close() {}
}
