package io.kinolake.training.batch;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.data.StepBatch.Loaded;
import java.util.SortedMap;

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
    SortedMap<String, HostTensor> tensors = sample.tensors();
    HostTensor mean = tensors.get(name + MEAN);
    HostTensor logVariance = tensors.get(name + LOG_VARIANCE);
    Shape shape = mean.shape();
    float[] values = mean.toFloats();
    if (logVariance != null) {
      float[] logs = logVariance.toFloats();
      float[] noise = random.normal(purpose, values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) Math.exp(0.5 * logs[i]) * noise[i];
      }
    }
    return HostTensor.floats(shape, values);
  }

  /** Whether the sample has such latents. */
  static boolean has(Loaded sample, String name) {
    return sample.tensors().containsKey(name + MEAN);
  }
}
