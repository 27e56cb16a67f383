package io.kinolake.models.diffusion;

import io.kinolake.models.tensor.HostTensor;
import java.util.Arrays;

/**
 * What a network with learned variances says of one step back (Nichol and Dhariwal, 2021). All
 * three are as the noisy latents.
 *
 * @param mean mean of the less noisy latents
 * @param logVariance logarithm of their variance
 * @param data the data as guessed from the predicted noise
 */
public record IddpmStep(HostTensor mean, HostTensor logVariance, HostTensor data) {

  /**
   * Reads a network's output.
   *
   * @param step the step of each sample
   * @param noisy [batch, channels, ...]
   * @param output [batch, 2·channels, ...]: the noise, then where the variance lies between its
   *     bounds, from −1 to 1
   */
  public static IddpmStep of(
      IddpmSchedule schedule, int[] step, HostTensor noisy, HostTensor output) {
    float[] x = noisy.toFloats();
    float[] out = output.toFloats();
    float[] mean = new float[x.length];
    float[] logVariance = new float[x.length];
    float[] data = new float[x.length];
    int sample = x.length / step.length;
    for (int row = 0; row < step.length; row++) {
      int t = step[row];
      float least = (float) schedule.posteriorLogVariance(t);
      float most = (float) Math.log(schedule.beta(t));
      float recipKept = (float) schedule.recipKept(t);
      float recipNoise = (float) schedule.recipNoise(t);
      float fromData = (float) schedule.posteriorDataFactor(t);
      float fromNoisy = (float) schedule.posteriorNoisyFactor(t);
      for (int i = row * sample; i < (row + 1) * sample; i++) {
        int predicted = i + row * sample;
        float fraction = (out[predicted + sample] + 1) / 2;
        logVariance[i] = fraction * most + (1 - fraction) * least;
        data[i] = recipKept * x[i] - recipNoise * out[predicted];
        mean[i] = fromData * data[i] + fromNoisy * x[i];
      }
    }
    return new IddpmStep(
        HostTensor.floats(noisy.shape(), mean),
        HostTensor.floats(noisy.shape(), logVariance),
        HostTensor.floats(noisy.shape(), data));
  }

  /** As {@link #of}, with every sample at one step. */
  static IddpmStep of(IddpmSchedule schedule, int step, HostTensor noisy, HostTensor output) {
    int[] steps = new int[Math.toIntExact(noisy.shape().dim(0))];
    Arrays.fill(steps, step);
    return of(schedule, steps, noisy, output);
  }
}
