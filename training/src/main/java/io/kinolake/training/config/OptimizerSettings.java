package io.kinolake.training.config;

import io.kinolake.training.optimizer.AdamW;
import io.kinolake.training.optimizer.LearningRate;
import io.kinolake.training.optimizer.WeightUpdate;
import java.util.Optional;

/**
 * How weights follow gradients.
 *
 * @param rate highest learning rate
 * @param lowestRate the rate at the end, where it falls
 * @param warmUp steps of the rise
 * @param decay what follows the rise
 * @param beta1 how much of the mean gradient is kept
 * @param beta2 how much of the mean square is kept
 * @param epsilon added to the root of the mean square
 * @param weightDecay of matrices, per unit of learning rate
 * @param clip the longest gradient; 0 for any
 * @param average how much of the moving average of the weights is kept; none is made where absent
 */
public record OptimizerSettings(
    double rate,
    double lowestRate,
    int warmUp,
    LearningRate.Decay decay,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clip,
    Optional<Double> average) {

  public OptimizerSettings {
    if (clip < 0 || average.filter(kept -> !(kept >= 0 && kept < 1)).isPresent()) {
      throw new IllegalArgumentException("clip is not negative, average lies within [0, 1)");
    }
  }

  /**
   * The same for the optimizer.
   *
   * @param steps of the whole training
   */
  public WeightUpdate.Settings update(int steps) {
    double lowest = decay == LearningRate.Decay.CONSTANT ? rate : lowestRate;
    return new WeightUpdate.Settings(
        new AdamW.Settings(beta1, beta2, epsilon, weightDecay),
        new LearningRate(rate, lowest, warmUp, Math.max(steps, warmUp + 1), decay),
        clip,
        average);
  }
}
