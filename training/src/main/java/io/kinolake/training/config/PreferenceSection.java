package io.kinolake.training.config;

import io.kinolake.training.preference.PreferencePairs;
import io.kinolake.training.preference.PreferenceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Training by preferences, instead of by samples alone.
 *
 * @param pairs the file {@code data.jsonl} of {@code kinolake prefer}; nothing else here counts
 *     where it is absent
 * @param videos the folder from which the pairs' files are seen; where absent the folder {@code
 *     videos} beside the pairs, or else their own
 * @param reference weights against which the policy is measured; those that it starts from where
 *     absent
 * @param lossBeta factor of the errors
 * @param dpoBeta how strongly the reference holds the policy
 * @param labelSmoothing share of pairs taken to be the wrong way round
 * @param prefFtx share of the chosen videos' own errors that is added
 * @param weightAlpha exponent of the pairs' weights
 * @param weightBeta what is divided by a pair's probability
 * @param histogram of the scores; where absent the one beside the pairs
 */
public record PreferenceSection(
    Optional<String> pairs,
    Optional<String> videos,
    Optional<String> reference,
    double lossBeta,
    double dpoBeta,
    double labelSmoothing,
    double prefFtx,
    double weightAlpha,
    Optional<Double> weightBeta,
    Optional<String> histogram) {
  private static final String VIDEOS = "videos";

  public PreferenceSection {
    // only to see whether they are allowed
    PreferenceSettings unused =
        new PreferenceSettings(
            lossBeta,
            dpoBeta,
            labelSmoothing,
            prefFtx,
            weightAlpha,
            weightBeta,
            Optional.of("any"));
  }

  /** The loss, and how pairs are weighted. */
  public PreferenceSettings settings() {
    Optional<String> beside =
        pairs.map(file -> Path.of(file).resolveSibling(PreferencePairs.HISTOGRAM).toString());
    return new PreferenceSettings(
        lossBeta,
        dpoBeta,
        labelSmoothing,
        prefFtx,
        weightAlpha,
        weightBeta,
        histogram.or(() -> beside));
  }

  /** The folder from which the files of pairs are seen. */
  public Path videosFolder() {
    Path beside = Path.of(pairs.orElseThrow()).resolveSibling(VIDEOS);
    Path own = beside.toAbsolutePath().getParent();
    return videos.map(Path::of).orElse(Files.isDirectory(beside) ? beside : own);
  }
}
