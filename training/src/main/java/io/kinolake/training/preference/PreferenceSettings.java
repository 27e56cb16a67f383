package io.kinolake.training.preference;

import java.util.Optional;

/**
 * How preferences become a loss. The names are those of MindSpeed-MM, whose values {@link #GUIDE}
 * has.
 *
 * @param lossBeta factor of the errors, which are times the timestep out of 1000
 * @param dpoBeta how strongly the reference holds the policy
 * @param labelSmoothing share of pairs that are taken to be the wrong way round: within [0, 0.5)
 * @param prefFtx share of the chosen videos' own errors, which is added; none up to 1e-6
 * @param weightAlpha exponent of the pairs' weights; 0 for equal weights
 * @param weightBeta what is divided by a pair's probability; that of the fullest bin where absent
 * @param histogram file of the scores' histogram, which weights other than equal ones need
 */
public record PreferenceSettings(
    double lossBeta,
    double dpoBeta,
    double labelSmoothing,
    double prefFtx,
    double weightAlpha,
    Optional<Double> weightBeta,
    Optional<String> histogram) {

  /** The guide's. VideoDPO takes 0.72 for {@code weightAlpha}. */
  public static final PreferenceSettings GUIDE =
      new PreferenceSettings(2000, 0.1, 0, 0, 0, Optional.empty(), Optional.empty());

  public PreferenceSettings {
    if (!(lossBeta > 0 && dpoBeta > 0 && Double.isFinite(lossBeta * dpoBeta))) {
      throw new IllegalArgumentException(
          "loss-beta and dpo-beta are positive, not %s and %s".formatted(lossBeta, dpoBeta));
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
      throw new IllegalArgumentException(
          "label-smoothing lies within [0, 0.5), not at " + labelSmoothing);
    }
    if (!(prefFtx >= 0 && weightAlpha >= 0 && Double.isFinite(prefFtx + weightAlpha))) {
      throw new IllegalArgumentException(
          "pref-ftx and weight-alpha are at least 0, not %s and %s"
              .formatted(prefFtx, weightAlpha));
    }
    if (weightBeta.filter(beta -> !(beta > 0)).isPresent()) {
      throw new IllegalArgumentException("weight-beta is positive, not " + weightBeta.get());
    }
    if (weightAlpha > 0 && histogram.isEmpty()) {
      throw new IllegalArgumentException(
          "weight-alpha %s needs histogram, the video_score_histogram.json that kinolake prefer writes"
              .formatted(weightAlpha));
    }
  }

  /** Whether the chosen videos' own errors are added. */
  boolean addsChosen() {
    return prefFtx > 1e-6;
  }
}
