package io.kinolake.training.preference;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Of each prompt's videos the best and the worst. Videos without scores are left out; a prompt
 * without two different videos gives no pair.
 *
 * @param pairs in the order of the prompts
 * @param histogram of all videos' scores
 * @param scores of the videos by their numbers
 * @param skipped prompts without a pair, counted from 0
 */
public record PreferencePairs(
    List<PreferencePair> pairs,
    ScoreHistogram histogram,
    SortedMap<Integer, Float> scores,
    List<Integer> skipped) {
  /** The histogram's file. */
  public static final String HISTOGRAM = "video_score_histogram.json";

  /** The pairs' file. */
  public static final String DATA = "data.jsonl";

  public PreferencePairs {
    pairs = List.copyOf(pairs);
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
    skipped = List.copyOf(skipped);
  }

  /**
   * Finds pairs.
   *
   * @param prompts in the order in which they were sampled
   * @param each videos of a prompt, whose numbers follow one another
   * @throws KinolakeException BAD_ARGUMENT if scores are missing, or of videos that no prompt has
   */
  public static PreferencePairs of(
      VideoScores scores, ScoreBlend blend, List<String> prompts, int each) {
    if (each < 2) {
      throw refused("A pair takes at least 2 videos of each prompt, not " + each + ".");
    }
    SortedMap<Integer, Float> blended = blend.of(scores);
    long videos = (long) prompts.size() * each;
    if (blended.lastKey() >= videos) {
      throw refused(
          "%s has scores, but %d prompts with %d videos each end at %s. Correct the prompts or the number of videos."
              .formatted(
                  VideoScores.name(blended.lastKey()),
                  prompts.size(),
                  each,
                  VideoScores.name((int) videos - 1)));
    }
    List<PreferencePair> pairs = new ArrayList<>();
    List<Integer> skipped = new ArrayList<>();
    for (int prompt = 0; prompt < prompts.size(); prompt++) {
      SortedMap<Integer, Float> own = blended.subMap(prompt * each, (prompt + 1) * each);
      Optional<PreferencePair> pair = pair(own, prompts.get(prompt));
      pair.ifPresent(pairs::add);
      if (pair.isEmpty()) {
        skipped.add(prompt);
      }
    }
    double[] all = blended.values().stream().mapToDouble(Float::doubleValue).toArray();
    return new PreferencePairs(
        pairs, ScoreHistogram.of(all, blend.scale().binWidth()), blended, skipped);
  }

  /** The first video that is best and the first that is worst, unless they are one. */
  private static Optional<PreferencePair> pair(SortedMap<Integer, Float> scores, String prompt) {
    int best = -1;
    int worst = -1;
    for (int video : scores.keySet()) {
      best = best < 0 || scores.get(video) > scores.get(best) ? video : best;
      worst = worst < 0 || scores.get(video) < scores.get(worst) ? video : worst;
    }
    return best == worst
        ? Optional.empty()
        : Optional.of(
            new PreferencePair(
                VideoScores.name(best),
                VideoScores.name(worst),
                prompt,
                scores.get(best),
                scores.get(worst)));
  }

  /**
   * Writes {@link #HISTOGRAM} and {@link #DATA} to a folder, in place of those that are there.
   *
   * @throws KinolakeException WRITE_FAILED
   */
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      replace(folder.resolve(HISTOGRAM), histogram.json());
      replace(folder.resolve(DATA), lines());
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.WRITE_FAILED,
          "Pairs cannot be written to '%s': %s. Choose another --output or change its rights."
              .formatted(folder, e),
          e);
    }
  }

  /** The content of {@link #DATA}, as pandas writes it. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    for (PreferencePair pair : pairs) {
      lines
          .append("{\"file\":")
          .append(JsonText.quoted("./" + pair.file()))
          .append(",\"file_rejected\":")
          .append(JsonText.quoted("./" + pair.rejected()))
          .append(",\"captions\":")
          .append(JsonText.quoted(pair.caption()))
          .append(",\"score\":")
          .append(Decimals.tenPlaces(pair.score()))
          .append(",\"score_rejected\":")
          .append(Decimals.tenPlaces(pair.rejectedScore()))
          .append("}\n");
    }
    return lines.toString();
  }

  private static void replace(Path file, String content) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
    try {
      Files.writeString(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static KinolakeException refused(String message) {
    return new KinolakeException(FailureCode.BAD_ARGUMENT, message);
  }
}
