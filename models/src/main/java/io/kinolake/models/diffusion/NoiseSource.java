package io.kinolake.models.diffusion;

import java.util.random.RandomGenerator;

/** Gives a sampling loop its noise. */
@FunctionalInterface
public interface NoiseSource {

  /**
   * Independent numbers of the standard normal distribution.
   *
   * @param step the step that they are for
   * @param count how many
   */
  float[] normal(int step, int count);

  /** Numbers drawn one after the other from a generator, which is not shared meanwhile. */
  static NoiseSource of(RandomGenerator random) {
    return (step, count) -> {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    };
  }
}
