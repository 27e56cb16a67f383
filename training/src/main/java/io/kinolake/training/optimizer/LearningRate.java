package io.kinolake.training.optimizer;

/**
 * The learning rate of each step: a linear rise to {@code highest}, then constant or half a cosine
 * down to {@code lowest} (Loshchilov and Hutter, 2017).
 *
 * @param highest the rate after the rise
 * @param lowest the rate at the end, for {@link Decay#COSINE}
 * @param warmUpSteps steps of the rise; the first has {@code highest / warmUpSteps} already
 * @param totalSteps steps until {@code lowest} is reached
 */
public record LearningRate(
    double highest, double lowest, int warmUpSteps, int totalSteps, Decay decay) {
  /** What follows the rise. */
  public enum Decay {
    CONSTANT,
    COSINE
  }

  public LearningRate {
    if (highest <= 0 || lowest < 0 || lowest > highest || warmUpSteps < 0) {
      throw new IllegalArgumentException(
          "a learning rate rises to a positive number and does not fall below 0 or the lowest");
    }
  }

  /** Always the same rate. */
  public static LearningRate constant(double rate) {
    return new LearningRate(rate, rate, 0, 0, Decay.CONSTANT);
  }

  /** The rate of a step, counted from 1. */
  public double at(long step) {
    if (step <= warmUpSteps) {
      return highest * (double) step / warmUpSteps;
    }
    if (decay == Decay.CONSTANT) {
      return highest;
    }
    double done = Math.min(1, (double) (step - warmUpSteps) / (totalSteps - warmUpSteps));
    return lowest + 0.5 * (highest - lowest) * (1 + Math.cos(Math.PI * done));
  }
}
