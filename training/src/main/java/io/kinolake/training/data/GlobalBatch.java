package io.kinolake.training.data;

import java.util.List;

/**
 * The samples of one step of all ranks together.
 *
 * @param bucket the one that all are of
 * @param samples at least one
 * @param after the state once the step is made
 */
public record GlobalBatch(String bucket, List<TrainingSample> samples, SamplerState after) {

  public GlobalBatch {
    samples = List.copyOf(samples);
  }
}
