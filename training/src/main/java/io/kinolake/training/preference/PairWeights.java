package io.kinolake.training.preference;

import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Weights of pairs by how rare their scores are (VideoDPO, Liu et al., 2024): {@code (β /
 * max(√(P(chosen)·P(rejected)), 0.001))^α}.
 *
 * @param histogram tells P; absent where all weights are 1
 * @param alpha α
 * @param beta β
 */
public record PairWeights(Optional<ScoreHistogram> histogram, double alpha, double beta) {
  private static final double LEAST_PROBABILITY = 1e-3;

  /** Weights by a histogram; β is the share of the fullest bin unless it is given. */
  public static PairWeights of(ScoreHistogram histogram, double alpha, Optional<Double> beta) {
    return new PairWeights(
        Optional.of(histogram), alpha, beta.orElseGet(histogram::fullestProbability));
  }

  /**
   * The weights that settings ask for.
   *
   * @throws KinolakeException BAD_ARGUMENT if the histogram cannot be read
   */
  public static PairWeights of(PreferenceSettings settings) {
    return settings.weightAlpha() == 0
        ? new PairWeights(Optional.empty(), 0, 1)
        : of(
            ScoreHistogram.read(Path.of(settings.histogram().orElseThrow())),
            settings.weightAlpha(),
            settings.weightBeta());
  }

  /** A pair's weight. */
  public double of(double chosenScore, double rejectedScore) {
    if (histogram.isEmpty()) {
      return 1;
    }
    double both =
        Math.sqrt(
            histogram.get().probability(chosenScore) * histogram.get().probability(rejectedScore));
    return Math.pow(beta / Math.max(both, LEAST_PROBABILITY), alpha);
  }
}
