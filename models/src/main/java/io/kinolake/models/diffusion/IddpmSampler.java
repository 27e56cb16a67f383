package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;

/**
 * Ancestral sampling (Ho et al., 2020) with learned variances. Steps are counted down to 0.
 *
 * @param schedule usually {@link IddpmSchedule#respaced}
 * @param denoiser gives the noise and the place of the variance, see {@link IddpmStep}
 * @param source gives fresh noise for every step but the last
 */
public record IddpmSampler(IddpmSchedule schedule, Denoiser denoiser, NoiseSource source) {

  /**
   * Samples.
   *
   * @param noise F32 [batch, channels, ...]
   * @param listener sees every step
   * @return latents of data
   */
  public HostTensor sample(HostTensor noise, StepListener listener) {
    HostTensor latents = noise;
    for (int step = schedule.steps() - 1; step >= 0; step--) {
      HostTensor output = denoiser.predict(latents, schedule.timestep(step));
      latents = drawn(IddpmStep.of(schedule, step, latents, output), step);
      listener.stepped(step, output, latents);
    }
    return latents;
  }

  private HostTensor drawn(IddpmStep back, int step) {
    if (step == 0) {
      return back.mean();
    }
    float[] values = back.mean().toFloats();
    float[] logVariance = back.logVariance().toFloats();
    float[] fresh = source.normal(step, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) Math.exp(0.5f * logVariance[i]) * fresh[i];
    }
    return HostTensor.floats(back.mean().shape(), values);
  }
}
