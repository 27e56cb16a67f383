package io.kinolake.udfs.scene;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneRule;
import java.io.Serializable;
import java.time.Duration;

/**
 * Settings of {@link DetectScenes}.
 *
 * @param finder what finds the scenes
 * @param rule how cuts become scenes
 * @param spanLength least length of a span of a long video that one task scans; the result does not
 *     depend on it
 */
public record DetectScenesSettings(SceneFinder finder, SceneRule rule, Duration spanLength)
    implements Serializable {
  public static final DetectScenesSettings DEFAULT = of(DetectorSettings.Adaptive.DEFAULT);

  public DetectScenesSettings {
    if (spanLength.isNegative() || spanLength.isZero()) {
      throw new IllegalArgumentException(
          "Setting 'spanLength' must be positive, not " + spanLength);
    }
  }

  /** One of the detectors that measure frames. */
  public DetectScenesSettings(DetectorSettings detector, SceneRule rule, Duration spanLength) {
    this(new MeasuredScenes(detector), rule, spanLength);
  }

  /** A detector with everything else at its default. */
  public static DetectScenesSettings of(DetectorSettings detector) {
    return new DetectScenesSettings(detector, SceneRule.DEFAULT, Duration.ofMinutes(10));
  }
}
