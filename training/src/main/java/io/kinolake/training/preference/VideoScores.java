package io.kinolake.training.preference;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinolake.models.text.CsvRows;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The scores of sampled videos, by their numbers: {@code video_7.mp4} has the number 7. Other
 * files, such as {@code video_grid.mp4}, are ignored.
 *
 * @param byDimension scores by videos, by dimensions
 */
public record VideoScores(Map<String, Map<Integer, Double>> byDimension) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final Pattern VIDEO = Pattern.compile("(?:.*[/\\\\])?video_(\\d{1,9})\\.mp4");
  private static final String PATH = "path";

  public VideoScores {
    byDimension = Map.copyOf(byDimension);
  }

  /**
   * Reads scores: a {@code .json} file as VBench's {@code eval_results.json}, which has a mean and
   * a list of {@code video_path} and {@code video_results} for each dimension, or else a CSV table
   * with a header, the column {@code path} and a column for each dimension.
   *
   * @param dimensions those that are read, where they are there
   * @throws KinolakeException BAD_ARGUMENT if the file is neither, or scores a video twice
   */
  public static VideoScores read(Path file, Collection<String> dimensions) {
    try {
      Map<String, Map<Integer, Double>> scores =
          file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
              ? results(file, JSON.readTree(file.toFile()), dimensions)
              : table(file, CsvRows.parse(Files.readString(file)), dimensions);
      return new VideoScores(scores);
    } catch (IOException e) {
      throw refused(
          file, "cannot be read: %s. Scores are VBench's eval_results.json or a CSV table", e);
    }
  }

  /** The number of a sampled video's file; empty for another file. */
  static Optional<Integer> number(String path) {
    Matcher matcher = VIDEO.matcher(path);
    return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  /** The name of a sampled video's file. */
  static String name(int number) {
    return "video_" + number + ".mp4";
  }

  /** The videos that have a score in any dimension, in order. */
  TreeSet<Integer> videos() {
    TreeSet<Integer> videos = new TreeSet<>();
    byDimension.values().forEach(scores -> videos.addAll(scores.keySet()));
    return videos;
  }

  /** A score, if it is there and a number. */
  OptionalDouble score(String dimension, int video) {
    Double score = byDimension.getOrDefault(dimension, Map.of()).get(video);
    return score == null || !Double.isFinite(score)
        ? OptionalDouble.empty()
        : OptionalDouble.of(score);
  }

  private static Map<String, Map<Integer, Double>> results(
      Path file, JsonNode json, Collection<String> dimensions) {
    Map<String, Map<Integer, Double>> scores = new HashMap<>();
    for (String dimension : dimensions) {
      Map<Integer, Double> videos = new LinkedHashMap<>();
      for (JsonNode video : json.path(dimension).path(1)) {
        if (video.path("video_results").isNumber()) {
          put(
              file,
              videos,
              video.path("video_path").asText(),
              video.path("video_results").asDouble());
        }
      }
      scores.put(dimension, videos);
    }
    return scores;
  }

  private static Map<String, Map<Integer, Double>> table(
      Path file, List<List<String>> rows, Collection<String> dimensions) {
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0);
    int path = header.indexOf(PATH);
    if (path < 0) {
      throw refused(file, "has the columns %s and no 'path' among them", header);
    }
    Map<String, Map<Integer, Double>> scores = new HashMap<>();
    for (String dimension : dimensions) {
      int column = header.indexOf(dimension);
      if (column < 0) {
        throw refused(
            file,
            "has the columns %s and no '" + dimension + "'; say --dimensions to take others",
            header);
      }
      Map<Integer, Double> videos = new LinkedHashMap<>();
      for (List<String> row : rows.subList(1, rows.size())) {
        if (row.size() > Math.max(path, column) && !row.get(column).isBlank()) {
          put(file, videos, row.get(path), number(file, row.get(column)));
        }
      }
      scores.put(dimension, videos);
    }
    return scores;
  }

  private static double number(Path file, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw refused(file, "has the score '%s', which is no number", text);
    }
  }

  private static void put(Path file, Map<Integer, Double> videos, String path, double score) {
    Optional<Integer> video = number(path);
    if (video.isPresent() && videos.put(video.get(), score) != null) {
      throw refused(file, "scores %s twice; its folders must be scored one at a time", path);
    }
  }

  private static KinolakeException refused(Path file, String message, Object value) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT, "'%s' ".formatted(file) + message.formatted(value) + ".");
  }
}
