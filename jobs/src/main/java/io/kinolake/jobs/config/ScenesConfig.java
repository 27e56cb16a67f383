package io.kinolake.jobs.config;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.DetectorSettings.Adaptive;
import io.kinolake.media.scene.DetectorSettings.Content;
import io.kinolake.media.scene.DetectorSettings.FrameStride;
import io.kinolake.media.scene.DetectorSettings.Hash;
import io.kinolake.media.scene.DetectorSettings.Threshold;
import io.kinolake.media.scene.DetectorSettings.TimeStride;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.udfs.scene.DetectScenesSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * The group {@code scenes}: how scenes are found. What is left out is the detector's own default.
 *
 * @param detector which detector
 * @param threshold its threshold; the unit and the default depend on the detector
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
    STRIDE
  }

  /** The stage's settings. */
  public DetectScenesSettings toSettings() {
    return new DetectScenesSettings(
        detectorSettings(), new SceneRule(uncut, guardFrames), spanLength);
  }

  private DetectorSettings detectorSettings() {
    return switch (detector) {
      case ADAPTIVE ->
          new Adaptive(
              threshold.orElse(Adaptive.DEFAULT.threshold()),
              Adaptive.DEFAULT.minContent(),
              Adaptive.DEFAULT.windowFrames(),
              minSceneFrames,
              Adaptive.DEFAULT.weights());
      case CONTENT ->
          new Content(
              threshold.orElse(Content.DEFAULT.threshold()),
              minSceneFrames,
              Content.DEFAULT.weights(),
              Content.DEFAULT.tooClose());
      case THRESHOLD ->
          new Threshold(
              threshold.orElse(Threshold.DEFAULT.threshold()),
              Threshold.DEFAULT.fadeBias(),
              minSceneFrames,
              Threshold.DEFAULT.finalFade());
      case HASH ->
          new Hash(
              threshold.orElse(Hash.DEFAULT.threshold()),
              Hash.DEFAULT.size(),
              Hash.DEFAULT.lowpass(),
              minSceneFrames);
      case STRIDE -> stride();
    };
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
