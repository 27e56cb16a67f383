package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;

/** Follows a sampling loop; called on its thread. */
@FunctionalInterface
public interface StepListener {
  /** Follows nothing. */
  StepListener NONE = (step, prediction, latents) -> {};

  /**
   * Sees the end of a step.
   *
   * @param step its number as the loop counts
   * @param prediction what the denoiser said
   * @param latents the latents after it
   */
  void stepped(int step, HostTensor prediction, HostTensor latents);
}
