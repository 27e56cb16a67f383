package io.kinolake.models.diffusion;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Tables of a Gaussian diffusion (Ho et al., 2020) in 64 bits, whole or thinned out to fewer steps
 * (Nichol and Dhariwal, 2021). Steps are counted from 0, the least noise. Immutable.
 */
public final class IddpmSchedule {
  private static final int TRAIN_STEPS = 1000;
  private static final double FIRST_BETA = 1e-4;
  private static final double LAST_BETA = 0.02;

  private final double[] betas;
  private final int[] timesteps;
  private final double[] kept;

  private IddpmSchedule(double[] betas, int[] timesteps) {
    this.betas = betas;
    this.timesteps = timesteps;
    this.kept = new double[betas.length];
    double product = 1;
    for (int i = 0; i < betas.length; i++) {
      product *= 1 - betas[i];
      kept[i] = product;
    }
  }

  /** Open-Sora's 1000 steps of training, with variances rising evenly from 0.0001 to 0.02. */
  public static IddpmSchedule training() {
    double[] betas =
        IntStream.range(0, TRAIN_STEPS)
            .mapToDouble(i -> FIRST_BETA + i * ((LAST_BETA - FIRST_BETA) / (TRAIN_STEPS - 1)))
            .toArray();
    betas[TRAIN_STEPS - 1] = LAST_BETA;
    return new IddpmSchedule(betas, IntStream.range(0, TRAIN_STEPS).toArray());
  }

  /**
   * Some of the steps, spread evenly from the first to the last, with variances such that as much
   * noise remains at each of them as before.
   *
   * @param steps from 1 up to the present number
   */
  public IddpmSchedule respaced(int steps) {
    if (steps < 1 || steps > steps()) {
      throw new IllegalArgumentException(
          "From %d steps, between 1 and all can be kept, not %d".formatted(steps(), steps));
    }
    double stride = steps == 1 ? 1 : (double) (steps() - 1) / (steps - 1);
    double[] thinned = new double[steps];
    int[] original = new int[steps];
    double last = 1;
    double position = 0;
    for (int i = 0; i < steps; i++) {
      int step = (int) Math.rint(position);
      thinned[i] = 1 - kept[step] / last;
      last = kept[step];
      original[i] = timesteps[step];
      position += stride;
    }
    return new IddpmSchedule(thinned, original);
  }

  /** Number of steps. */
  public int steps() {
    return betas.length;
  }

  /** What the network is fed for a step: its number among the steps of training. */
  public int timestep(int step) {
    return timesteps[step];
  }

  /** Variance of the noise added by a step: β. */
  public double beta(int step) {
    return betas[step];
  }

  /** Share of the data's variance that is left after a step: ᾱ. */
  public double kept(int step) {
    return kept[step];
  }

  /** Factor of the data in the noisy data. */
  public double dataFactor(int step) {
    return Math.sqrt(kept[step]);
  }

  /** Factor of the noise in the noisy data. */
  public double noiseFactor(int step) {
    return Math.sqrt(1 - kept[step]);
  }

  /** Factor of the noisy data where the data are found from noisy data and noise. */
  public double recipKept(int step) {
    return Math.sqrt(1 / kept[step]);
  }

  /** Factor of the noise, to be subtracted, where the data are found from noisy data and noise. */
  public double recipNoise(int step) {
    return Math.sqrt(1 / kept[step] - 1);
  }

  /** Factor of the data in the mean of the step's posterior. */
  public double posteriorDataFactor(int step) {
    return betas[step] * Math.sqrt(keptBefore(step)) / (1 - kept[step]);
  }

  /** Factor of the noisy data in the mean of the step's posterior. */
  public double posteriorNoisyFactor(int step) {
    return (1 - keptBefore(step)) * Math.sqrt(1 - betas[step]) / (1 - kept[step]);
  }

  /** Logarithm of the posterior's variance; that of step 0, which is zero, stands for step 1. */
  public double posteriorLogVariance(int step) {
    int used = steps() == 1 ? step : Math.max(step, 1);
    return Math.log(betas[used] * (1 - keptBefore(used)) / (1 - kept[used]));
  }

  /** One of the values above for every step. */
  public double[] table(IntToDoubleFunction value) {
    return IntStream.range(0, steps()).mapToDouble(value).toArray();
  }

  @Override
  public String toString() {
    return "IddpmSchedule" + Arrays.toString(timesteps);
  }

  private double keptBefore(int step) {
    return step == 0 ? 1 : kept[step - 1];
  }
}
