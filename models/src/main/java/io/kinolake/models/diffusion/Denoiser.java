package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;

/**
 * A network as the sampling loops see it; what it is conditioned on is its own affair. What it says
 * of latents is their velocity or their noise, as the loop expects.
 */
@FunctionalInterface
public interface Denoiser {

  /**
   * Looks at noisy latents.
   *
   * @param latents F32 with the batch first
   * @param timestep as the network is fed it, for every sample
   * @return F32 with the batch first
   */
  HostTensor predict(HostTensor latents, float timestep);
}
