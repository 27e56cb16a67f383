package io.kinolake.training.data;

import io.kinolake.models.stored.StoredTensors;
import java.time.Duration;
import java.util.List;

/**
 * One rank's part of one step.
 *
 * @param bucket what all samples of the step are of, on every rank
 * @param globalSize samples of the step over all ranks; the loss is their mean
 * @param microBatches what this rank computes, in order; none where its share is empty
 * @param after the sampler's state once the step is made
 * @param waited how long the caller waited for it
 */
public record StepBatch(
    String bucket,
    int globalSize,
    List<List<Loaded>> microBatches,
    SamplerState after,
    Duration waited) {

  public StepBatch {
    microBatches = microBatches.stream().map(List::copyOf).toList();
  }

  /** A sample with its tensors, such as {@code latent_mean}; they lie in the mapped shard. */
  public record Loaded(TrainingSample sample, StoredTensors tensors) {}
}
