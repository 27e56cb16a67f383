package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenFolder;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.preference.PreferencePairs;
import io.kinolake.training.preference.ScoreBlend;
import io.kinolake.training.preference.ScoreBlend.Scale;
import io.kinolake.training.preference.VideoScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Makes the files that a folder records of its scores and prompts, and compares their text. */
final class PreferenceFileCheck {
  private static final double SCORE_TOLERANCE = 1e-6;

  private PreferenceFileCheck() {}

  static List<Finding> check(GoldenFolder folder) {
    try {
      PreferencePairs normalized = pairs(folder, Scale.NORMALIZED);
      PreferencePairs plain = pairs(folder, Scale.AS_SCORED);
      JsonNode scores =
          new ObjectMapper().readTree(folder.path().resolve("weighted_scores.json").toFile());
      return List.of(
          text(folder, PreferencePairs.HISTOGRAM, normalized.histogram().json()),
          text(folder, "histogram_unnormalized_bin0.01.json", plain.histogram().json()),
          text(folder, PreferencePairs.DATA, normalized.lines()),
          scores("weighted_score", scores, normalized.scores()),
          scores("weighted_score_unnormalized", scores, plain.scores()));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "The records of '%s' cannot be read: %s. Copy the folder anew."
              .formatted(folder.path(), e),
          e);
    }
  }

  private static PreferencePairs pairs(GoldenFolder folder, Scale scale) throws IOException {
    Map<String, Double> weights = new LinkedHashMap<>();
    folder
        .config()
        .path("dimension_weight")
        .properties()
        .forEach(entry -> weights.put(entry.getKey(), entry.getValue().asDouble()));
    List<String> prompts = Files.readAllLines(folder.path().resolve("prompts.txt"));
    return PreferencePairs.of(
        VideoScores.read(folder.path().resolve("eval_results.json"), weights.keySet()),
        new ScoreBlend(weights, scale),
        prompts.stream().map(String::strip).toList(),
        folder.config().path("num_inference_videos_per_sample").asInt());
  }

  private static Finding text(GoldenFolder folder, String name, String made) throws IOException {
    Path file = folder.path().resolve(name);
    boolean same = Files.readString(file).strip().equals(made.strip());
    return new Finding(name, same ? "equal" : "differs: " + made, "equal", same);
  }

  private static Finding scores(String name, JsonNode recorded, SortedMap<Integer, Float> made) {
    int next = 0;
    double worst = recorded.path(name).size() == made.size() ? 0 : Double.POSITIVE_INFINITY;
    for (float score : made.values()) {
      worst = Math.max(worst, Math.abs(score - recorded.path(name).path(next++).asDouble()));
    }
    return new Finding(
        name, "%.2e".formatted(worst), "%.0e".formatted(SCORE_TOLERANCE), worst <= SCORE_TOLERANCE);
  }
}
