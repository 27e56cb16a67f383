package io.kinolake.jobs.config;

import io.kinolake.udfs.score.ScoreClipsSettings;
import io.kinolake.udfs.score.WeightsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The group {@code score}: which scorers run, and how closely they look.
 *
 * @param scorers names of scorers
 * @param samples frames of a clip that {@code technical} and {@code letterbox} look at
 * @param cameraPairs pairs of frames that {@code cmotion} compares
 * @param cameraGap frames from one of such a pair to the other
 * @param clipWeights file or folder with the weights of CLIP, for {@code embedding} and {@code aes}
 * @param aestheticWeights file with the weights of the aesthetic predictor, for {@code aes}
 */
public record ScoreConfig(
    List<String> scorers,
    int samples,
    int cameraPairs,
    int cameraGap,
    Optional<String> clipWeights,
    Optional<String> aestheticWeights) {

  public ScoreConfig {
    scorers = new ScoreClipsSettings(scorers, samples, cameraPairs, cameraGap, Map.of()).scorers();
  }

  /**
   * The stage's settings. Reads the weight files that are set, to know their content.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if one cannot be read
   */
  public ScoreClipsSettings toSettings() {
    Map<String, WeightsFile> weights = new HashMap<>();
    clipWeights.ifPresent(
        file -> weights.put(ScoreClipsSettings.CLIP, WeightsFile.of(Path.of(file))));
    aestheticWeights.ifPresent(
        file -> weights.put(ScoreClipsSettings.AESTHETIC, WeightsFile.of(Path.of(file))));
    return new ScoreClipsSettings(scorers, samples, cameraPairs, cameraGap, weights);
  }
}
