package io.kinolake.jobs.config;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.DetectorSettings.Adaptive;
import io.kinolake.media.scene.DetectorSettings.Content;
import io.kinolake.media.scene.DetectorSettings.FrameStride;
import io.kinolake.media.scene.DetectorSettings.Hash;
import io.kinolake.media.scene.DetectorSettings.Threshold;
import io.kinolake.media.scene.DetectorSettings.TimeStride;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.scene.DetectScenesSettings;
import io.kinolake.udfs.scene.MeasuredScenes;
import io.kinolake.udfs.scene.SceneFinder;
import io.kinolake.udfs.scene.TransNetScenes;
import io.kinolake.udfs.score.WeightsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The group {@code scenes}: how scenes are found. What is left out is the detector's own default.
 *
 * @param detector which detector
 * @param threshold its threshold; the unit and the default depend on the detector
 * @param weights file with the weights of the detector {@code transnetv2}
 * @param minSceneFrames least frames from one cut to the next
 * @param uncut what a video without cuts is
 * @param guardFrames frames left out on either side of each cut
 * @param strideSeconds length of a scene of the detector {@code stride}
 * @param strideFrames the same in frames, instead of seconds
 * @param spanLength least length of a span of a long video that one task scans
 */
public record ScenesConfig(
    Detector detector,
    Optional<Double> threshold,
    Optional<String> weights,
    int minSceneFrames,
    SceneRule.Uncut uncut,
    int guardFrames,
    Optional<Double> strideSeconds,
    Optional<Long> strideFrames,
    Duration spanLength) {

  /** The detectors. */
  public enum Detector {
    ADAPTIVE,
    CONTENT,
    THRESHOLD,
    HASH,
    STRIDE,
    TRANSNETV2
  }

  /**
   * The stage's settings. Reads the weights where the detector needs them, to know their content.
   *
   * @throws KinolakeException BAD_CONFIG if they are not set or not there
   */
  public DetectScenesSettings toSettings() {
    return new DetectScenesSettings(finder(), new SceneRule(uncut, guardFrames), spanLength);
  }

  private SceneFinder finder() {
    return switch (detector) {
      case TRANSNETV2 ->
          new TransNetScenes(
              transNetWeights(),
              threshold.orElse(TransNetScenes.DEFAULT_THRESHOLD),
              minSceneFrames);
      case ADAPTIVE ->
          measured(
              new Adaptive(
                  threshold.orElse(Adaptive.DEFAULT.threshold()),
                  Adaptive.DEFAULT.minContent(),
                  Adaptive.DEFAULT.windowFrames(),
                  minSceneFrames,
                  Adaptive.DEFAULT.weights()));
      case CONTENT ->
          measured(
              new Content(
                  threshold.orElse(Content.DEFAULT.threshold()),
                  minSceneFrames,
                  Content.DEFAULT.weights(),
                  Content.DEFAULT.tooClose()));
      case THRESHOLD ->
          measured(
              new Threshold(
                  threshold.orElse(Threshold.DEFAULT.threshold()),
                  Threshold.DEFAULT.fadeBias(),
                  minSceneFrames,
                  Threshold.DEFAULT.finalFade()));
      case HASH ->
          measured(
              new Hash(
                  threshold.orElse(Hash.DEFAULT.threshold()),
                  Hash.DEFAULT.size(),
                  Hash.DEFAULT.lowpass(),
                  minSceneFrames));
      case STRIDE -> measured(stride());
    };
  }

  private static SceneFinder measured(DetectorSettings detector) {
    return new MeasuredScenes(detector);
  }

  private WeightsFile transNetWeights() {
    Path file = weights.map(Path::of).orElse(null);
    if (file == null || !Files.exists(file)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The detector transnetv2 needs the weights of TransNet V2 and %s; fetch transnetv2-pytorch-weights.pth (github.com/soCzech/TransNetV2, folder inference-pytorch) and set scenes.weights to its path."
              .formatted(file == null ? "none are set" : "there is no '" + file + "'"));
    }
    return WeightsFile.of(file);
  }

  private DetectorSettings stride() {
    if (strideSeconds.isPresent() == strideFrames.isPresent()) {
      throw new IllegalArgumentException(
          "the detector 'stride' needs either stride-seconds or stride-frames");
    }
    return strideFrames
        .<DetectorSettings>map(FrameStride::new)
        .orElseGet(() -> new TimeStride(Math.round(strideSeconds.orElseThrow() * 1e6)));
  }
}
