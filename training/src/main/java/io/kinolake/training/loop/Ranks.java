package io.kinolake.training.loop;

import io.kinolake.training.data.RankShare;
import io.kinolake.training.optimizer.GradientExchange;
import io.kinolake.training.step.Exchanges;

/**
 * This process among those that train together.
 *
 * @param exchanges what it tells those that share its samples
 * @param gradients what it tells those that have other samples
 * @param place its samples of each step
 * @param contextRanks how many share each sample's frames
 * @param leader whether it tells people, and writes what all have in common
 */
public record Ranks(
    Exchanges exchanges,
    GradientExchange gradients,
    RankShare place,
    int contextRanks,
    boolean leader) {

  /** One that trains by itself. */
  public static Ranks alone(int microBatch) {
    return new Ranks(
        Exchanges.ALONE, GradientExchange.ALONE, new RankShare(0, 1, microBatch), 1, true);
  }
}
