package io.kinolake.training.preference;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a video's scores become one: their weighted mean, in 32 bits as MindSpeed-MM computes it.
 *
 * @param weights of the dimensions, positive, in the order of the sum
 * @param scale what is done to a dimension first
 */
public record ScoreBlend(Map<String, Double> weights, Scale scale) {
  private static final int MOST_NAMED = 20;

  /** What is done to a dimension before it is weighted. */
  public enum Scale {
    /** The worst video has 0 and the best 1; bins of the histogram are 0.1 wide. */
    NORMALIZED(0.1),
    /** Nothing; bins are 0.01 wide. */
    AS_SCORED(0.01);

    private final double binWidth;

    Scale(double binWidth) {
      this.binWidth = binWidth;
    }

    double binWidth() {
      return binWidth;
    }
  }

  public ScoreBlend {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    if (weights.isEmpty() || weights.values().stream().anyMatch(weight -> !(weight > 0))) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Scores are weighted by positive numbers, and there is at least one, not " + weights);
    }
  }

  /** The guide's five dimensions of VBench, all alike. */
  public static Map<String, Double> guideWeights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String dimension :
        List.of(
            "subject_consistency",
            "background_consistency",
            "motion_smoothness",
            "aesthetic_quality",
            "imaging_quality")) {
      weights.put(dimension, 4.0);
    }
    return Collections.unmodifiableMap(weights);
  }

  /**
   * Each video's one score.
   *
   * @return by the videos' numbers
   * @throws KinolakeException BAD_ARGUMENT if no video has scores, a video has only some, or a
   *     dimension that is normalized is the same for all
   */
  SortedMap<Integer, Float> of(VideoScores scores) {
    TreeSet<Integer> videos = scores.videos();
    requireComplete(scores, videos);
    SortedMap<Integer, Float> sums = new TreeMap<>();
    videos.forEach(video -> sums.put(video, 0f));
    float total = 0;
    for (Map.Entry<String, Double> entry : weights.entrySet()) {
      float weight = entry.getValue().floatValue();
      total += weight;
      double[] values =
          videos.stream()
              .mapToDouble(video -> scores.score(entry.getKey(), video).orElseThrow())
              .toArray();
      float[] scaled = scaled(entry.getKey(), values);
      int next = 0;
      for (int video : videos) {
        sums.put(video, sums.get(video) + scaled[next++] * weight);
      }
    }
    float divisor = total;
    sums.replaceAll((video, sum) -> sum / divisor);
    return sums;
  }

  private void requireComplete(VideoScores scores, TreeSet<Integer> videos) {
    if (videos.isEmpty()) {
      throw refused(
          "No video named video_0.mp4 or the like has a score in any of %s. Score the samples first, or say --dimensions."
              .formatted(weights.keySet()));
    }
    List<String> lacking = new ArrayList<>();
    for (int video : videos) {
      List<String> missing =
          weights.keySet().stream()
              .filter(dimension -> scores.score(dimension, video).isEmpty())
              .toList();
      if (!missing.isEmpty()) {
        lacking.add(VideoScores.name(video) + " " + missing);
      }
    }
    if (!lacking.isEmpty()) {
      String more = lacking.size() > MOST_NAMED ? " and so on" : "";
      throw refused(
          "%d of %d videos lack scores or have such that are no numbers: %s%s. Score them, or leave them out altogether."
              .formatted(
                  lacking.size(),
                  videos.size(),
                  String.join(", ", lacking.subList(0, Math.min(MOST_NAMED, lacking.size()))),
                  more));
    }
  }

  private float[] scaled(String dimension, double[] values) {
    float[] scaled = new float[values.length];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) values[i];
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    if (scale == Scale.AS_SCORED) {
      return scaled;
    }
    float range = (float) (most - least);
    if (!(range > 0)) {
      throw refused(
          "All videos have the same '%s', %s, which cannot be normalized. Leave it out by --dimensions."
              .formatted(dimension, least));
    }
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (scaled[i] - (float) least) / range;
    }
    return scaled;
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
