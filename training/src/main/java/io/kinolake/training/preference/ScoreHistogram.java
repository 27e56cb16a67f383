package io.kinolake.training.preference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often scores occur. The file of it is MindSpeed-MM's {@code video_score_histogram.json},
 * whose bins are named by their edges, such as {@code 0.4-0.5}. A score on the last bin's upper
 * edge is counted there, but has the probability 0, as in the original.
 *
 * @param bins how many scores each bin has, by its name, in order
 * @param binWidth positive
 */
public record ScoreHistogram(Map<String, Integer> bins, double binWidth) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BIN_WIDTH = "bin_width";

  public ScoreHistogram {
    bins = Collections.unmodifiableMap(new LinkedHashMap<>(bins));
    if (!(binWidth > 0) || bins.isEmpty() || bins.values().stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "A histogram has bins of positive width and counts, not " + bins + " of " + binWidth);
    }
    if (bins.values().stream().allMatch(n -> n == 0)) {
      throw new IllegalArgumentException("A histogram has scores");
    }
  }

  /** Counts scores, at least one. */
  static ScoreHistogram of(double[] scores, double binWidth) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      least = Math.min(least, score);
      most = Math.max(most, score);
    }
    int first = (int) Math.floor(least / binWidth);
    int end = Math.max(first + 1, (int) Math.ceil(most / binWidth));
    int[] counts = new int[end - first];
    for (double score : scores) {
      counts[Math.min(bin(score, binWidth), end - 1) - first]++;
    }
    Map<String, Integer> bins = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      bins.put(name(first + i, binWidth), counts[i]);
    }
    return new ScoreHistogram(bins, binWidth);
  }

  /**
   * Reads a file.
   *
   * @throws KinolakeException BAD_ARGUMENT if it is none of a histogram
   */
  public static ScoreHistogram read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      Map<String, Integer> bins = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        if (entry.getKey().indexOf('-', 1) > 0 && entry.getValue().canConvertToInt()) {
          bins.put(entry.getKey(), entry.getValue().asInt());
        }
      }
      return new ScoreHistogram(bins, json.path(BIN_WIDTH).asDouble());
    } catch (IOException | IllegalArgumentException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "'%s' is no histogram of scores: %s. kinolake prefer writes one as video_score_histogram.json."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The share of scores in a score's bin; 0 where there is no such bin. */
  public double probability(double score) {
    return (double) bins.getOrDefault(name(bin(score, binWidth), binWidth), 0) / total();
  }

  /** The share of scores in the fullest bin. */
  public double fullestProbability() {
    return (double) fullest() / total();
  }

  /** The file's content, as Python writes it. */
  public String json() {
    double first = Double.parseDouble(firstEdge(bins.keySet().iterator().next()));
    long firstBin = Math.round(first / binWidth);
    StringBuilder json = new StringBuilder("{");
    bins.forEach((name, count) -> append(json, name, Integer.toString(count)));
    append(json, "total_num", Integer.toString(total()));
    append(json, "max_num", Integer.toString(fullest()));
    append(json, "min_bin", Long.toString(firstBin));
    append(json, "max_bin", Long.toString(firstBin + bins.size()));
    append(json, BIN_WIDTH, Decimals.shortest(binWidth));
    append(json, "bin_size", Integer.toString(bins.size()));
    return json.append('}').toString();
  }

  private int total() {
    return bins.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int fullest() {
    return Collections.max(bins.values());
  }

  private static int bin(double score, double binWidth) {
    return (int) Math.floor(score / binWidth);
  }

  private static String name(int bin, double binWidth) {
    double lower = bin * binWidth;
    return Decimals.shortest(lower) + "-" + Decimals.shortest(lower + binWidth);
  }

  private static String firstEdge(String name) {
    return name.substring(0, name.indexOf('-', 1));
  }

  private static void append(StringBuilder json, String name, String value) {
    if (json.length() > 1) {
      json.append(", ");
    }
    json.append('"').append(name).append("\": ").append(value);
  }
}
