package io.kinolake.models.diffusion;

import java.util.Arrays;

/**
 * The times of a flow between noise and data. Computed in 32 bits, as the published schedulers do.
 * Immutable.
 */
public final class FlowSchedule {
  private final float[] sigmas;
  private final float[] timesteps;

  private FlowSchedule(float[] sigmas, float[] timesteps) {
    this.sigmas = sigmas;
    this.timesteps = timesteps;
  }

  /**
   * Step-Video's schedule: {@code steps + 1} times spread evenly over [0, 1] and shifted by {@code
   * s·σ / (1 + (s−1)·σ)}, which takes more steps near the noise.
   *
   * @param steps at least 1
   * @param shift s, at least 1, where 1 leaves the times even
   * @param reverse whether times fall from 1 to 0 instead of rising from 0 to 1
   * @param timestepFactor by how much a time is multiplied to be fed to the network; MindSpeed's
   *     {@code num_train_timesteps}, 1 for Step-Video
   */
  public static FlowSchedule of(int steps, float shift, boolean reverse, int timestepFactor) {
    if (steps < 1 || !(shift >= 1)) {
      throw new IllegalArgumentException(
          "A flow has at least 1 step and a shift of at least 1, not %d and %s"
              .formatted(steps, shift));
    }
    float[] sigmas = new float[steps + 1];
    for (int i = 0; i <= steps; i++) {
      float even = falling(i, steps);
      float shifted = shift * even / (1 + (shift - 1) * even);
      sigmas[i] = reverse ? shifted : 1 - shifted;
    }
    return withTimesteps(sigmas, timestepFactor);
  }

  /**
   * MindSpeed's table of training times: even, and fed as multiples of {@code 1/steps}.
   *
   * @param steps at least 1
   * @param reverse whether times fall from 1 to 0 instead of rising from 0 to 1
   */
  public static FlowSchedule training(int steps, boolean reverse) {
    float[] sigmas = new float[steps + 1];
    for (int i = 0; i <= steps; i++) {
      sigmas[i] = falling(reverse ? i : steps - i, steps);
    }
    return withTimesteps(sigmas, steps);
  }

  /** Number of steps. */
  public int steps() {
    return timesteps.length;
  }

  /** The time before step {@code index}; for {@code index} = {@link #steps} that after the last. */
  public float sigma(int index) {
    return sigmas[index];
  }

  /** What the network is fed for step {@code index}. */
  public float timestep(int index) {
    return timesteps[index];
  }

  /** All {@code steps + 1} times. */
  public float[] sigmas() {
    return sigmas.clone();
  }

  /** What the network is fed, for all steps. */
  public float[] timesteps() {
    return timesteps.clone();
  }

  /**
   * The step in which a number falls.
   *
   * @param u within [0, 1)
   */
  public int indexOf(float u) {
    if (!(u >= 0 && u < 1)) {
      throw new IllegalArgumentException("A number to choose a step by is in [0, 1), not " + u);
    }
    return Math.min((int) (u * steps()), steps() - 1);
  }

  @Override
  public String toString() {
    return "FlowSchedule" + Arrays.toString(sigmas);
  }

  private static FlowSchedule withTimesteps(float[] sigmas, int factor) {
    float[] timesteps = new float[sigmas.length - 1];
    for (int i = 0; i < timesteps.length; i++) {
      timesteps[i] = sigmas[i] * factor;
    }
    return new FlowSchedule(sigmas, timesteps);
  }

  /** From 1 down to 0, evenly; counted from the nearer end, so that both ends are exact. */
  private static float falling(int index, int steps) {
    float step = -1f / steps;
    return index < (steps + 1) / 2 ? 1 + step * index : -step * (steps - index);
  }
}
