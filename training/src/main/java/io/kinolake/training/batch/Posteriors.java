package io.kinolake.training.batch;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.training.data.StepBatch.Loaded;

/** Draws latents from the distributions that samples hold. */
final class Posteriors {
  private static final String MEAN = "_mean";
  private static final String LOG_VARIANCE = "_logvar";

  private Posteriors() {}

  /**
   * Latents {@code mean + √variance · noise}, or the mean where a sample holds no variance.
   *
   * @param name what the sample calls them before {@code _mean}, such as {@code latent}
   */
  static HostTensor draw(
      Loaded sample, String name, SampleRandom random, SampleRandom.Purpose purpose) {
    StoredTensors tensors = sample.tensors();
    float[] values = tensors.floats(name + MEAN);
    if (tensors.names().contains(name + LOG_VARIANCE)) {
      float[] deviations = tensors.deviations(name + LOG_VARIANCE);
      float[] noise = random.normal(purpose, values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] += deviations[i] * noise[i];
      }
    }
    return HostTensor.floats(tensors.shape(name + MEAN), values);
  }

  /** Whether the sample has such latents. */
  static boolean has(Loaded sample, String name) {
    return sample.tensors().names().contains(name + MEAN);
  }
}
