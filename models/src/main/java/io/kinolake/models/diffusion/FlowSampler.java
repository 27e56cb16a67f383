package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;

/**
 * Follows a flow from noise to data by Euler's method. Steps are counted from 0. A denoiser gives
 * velocities by {@link FlowConvention#PAPER}.
 *
 * @param schedule the times; rising from 0 to 1
 * @param denoiser gives velocities
 */
public record FlowSampler(FlowSchedule schedule, Denoiser denoiser) {

  /**
   * Samples.
   *
   * @param noise F32 with the batch first
   * @param listener sees every step
   * @return latents of data
   */
  public HostTensor sample(HostTensor noise, StepListener listener) {
    HostTensor latents = noise;
    for (int i = 0; i < schedule.steps(); i++) {
      HostTensor velocity = denoiser.predict(latents, schedule.timestep(i));
      latents = moved(latents, velocity, schedule.sigma(i + 1) - schedule.sigma(i));
      listener.stepped(i, velocity, latents);
    }
    return latents;
  }

  private static HostTensor moved(HostTensor latents, HostTensor velocity, float step) {
    float[] x = latents.toFloats();
    float[] v = velocity.toFloats();
    for (int i = 0; i < x.length; i++) {
      x[i] += v[i] * step;
    }
    return HostTensor.floats(latents.shape(), x);
  }
}
