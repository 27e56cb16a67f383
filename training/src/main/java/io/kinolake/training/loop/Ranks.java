package io.kinolake.training.loop;

import io.kinolake.training.data.RankShare;
import io.kinolake.training.optimizer.GradientExchange;
import io.kinolake.training.parallel.RankStatus;
import io.kinolake.training.step.Exchanges;
import java.util.function.Consumer;

/**
 * This process among those that train together.
 *
 * @param exchanges what it tells those that share its samples
 * @param gradients what it tells those that have other samples
 * @param place its samples of each step
 * @param contextRanks how many share each sample's frames
 * @param note is told what is in hand before each micro batch
 */
public record Ranks(
    Exchanges exchanges,
    GradientExchange gradients,
    RankShare place,
    int contextRanks,
    Consumer<RankStatus> note) {

  /** One that trains by itself. */
  public static Ranks alone(int microBatch) {
    return new Ranks(
        Exchanges.ALONE, GradientExchange.ALONE, new RankShare(0, 1, microBatch), 1, status -> {});
  }
}
