package io.kinolake.models.diffusion;

import java.util.random.RandomGenerator;

/**
 * A point on the way between noise and data.
 *
 * @param timestep what the network is fed
 * @param dataWeight share of the data in the noisy latents
 * @param noiseWeight share of the noise in the noisy latents
 */
public record FlowPoint(float timestep, float dataWeight, float noiseWeight) {

  /**
   * A random number whose logit is normally distributed (Esser et al., 2024).
   *
   * @return within [0, 1)
   */
  public static float logitNormal(RandomGenerator random) {
    return logitNormal(random.nextGaussian());
  }

  /**
   * The number whose logit is a given one.
   *
   * @param logit of the standard normal distribution
   * @return within [0, 1)
   */
  public static float logitNormal(double logit) {
    return Math.min((float) (1 / (1 + Math.exp(-logit))), Math.nextDown(1f));
  }
}
