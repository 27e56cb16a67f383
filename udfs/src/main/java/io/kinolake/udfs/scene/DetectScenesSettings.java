package io.kinolake.udfs.scene;

import io.kinolake.media.scene.DetectorSettings;
import io.kinolake.media.scene.SceneRule;
import java.io.Serializable;
import java.time.Duration;

/**
 * Settings of {@link DetectScenes}.
 *
 * @param detector which detector, and its numbers
 * @param rule how cuts become scenes
 * @param spanThreads how many spans of one video a task scans at once; 1 reads it in one pass. The
 *     result does not depend on it
 * @param spanLength least length of a span where there are several; the result does not depend on
 *     it
 */
public record DetectScenesSettings(
    DetectorSettings detector, SceneRule rule, int spanThreads, Duration spanLength)
    implements Serializable {
  public static final DetectScenesSettings DEFAULT = of(DetectorSettings.Adaptive.DEFAULT);

  public DetectScenesSettings {
    if (spanThreads < 1) {
      throw new IllegalArgumentException(
          "Setting 'spanThreads' must be at least 1, not " + spanThreads);
    }
    if (spanLength.isNegative() || spanLength.isZero()) {
      throw new IllegalArgumentException(
          "Setting 'spanLength' must be positive, not " + spanLength);
    }
  }

  /** A detector with everything else at its default. */
  public static DetectScenesSettings of(DetectorSettings detector) {
    return new DetectScenesSettings(detector, SceneRule.DEFAULT, 1, Duration.ofMinutes(2));
  }
}
