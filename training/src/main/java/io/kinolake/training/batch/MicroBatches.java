package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.data.StepBatch.Loaded;
import java.util.List;
import java.util.Map;

/** Makes what a model is fed of samples. Thread-safe. */
public interface MicroBatches {
  /** Shape of one sample's latents as the model takes them. */
  Shape latents(Loaded sample);

  /**
   * A micro batch.
   *
   * @param samples of one bucket, at least one
   * @param epoch whole passes over the data that are behind
   * @return the tape's inputs by their names
   */
  Map<String, HostTensor> of(List<Loaded> samples, long epoch);
}
