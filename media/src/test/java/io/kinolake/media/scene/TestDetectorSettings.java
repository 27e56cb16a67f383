package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.failure.KinolakeException;
import org.junit.jupiter.api.Test;

class TestDetectorSettings {

  @Test
  void everyNameHasDefaultsAndADetectorOfThatName() {
    for (String name : DetectorSettings.NAMES) {
      DetectorSettings settings = DetectorSettings.named(name);
      assertThat(settings.name()).isEqualTo(name);
      assertThat(SceneDetector.of(settings).name()).isEqualTo(name);
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> DetectorSettings.named("magic"))
        .isInstanceOf(KinolakeException.class)
        .hasMessage(
            "There is no scene detector 'magic'. Choose one of adaptive, content, threshold, hash,"
                + " stride.");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new DetectorSettings.Adaptive(0, 15, 2, 15, HsvWeights.EQUAL))
        .hasMessage("Detector setting 'threshold' must be positive, not 0.0");
    assertThatThrownBy(() -> new DetectorSettings.Adaptive(3, 15, 0, 15, HsvWeights.EQUAL))
        .hasMessage("Detector setting 'windowFrames' must be at least 1, not 0");
    assertThatThrownBy(
            () -> new DetectorSettings.Threshold(12, 1.5, 15, DetectorSettings.FinalFade.KEEP))
        .hasMessage("Detector setting 'fadeBias' must be within -1..1, not 1.5");
    assertThatThrownBy(() -> new DetectorSettings.Hash(0.4, 64, 2, 15))
        .hasMessage("Detector setting 'size' must be within 2..32, not 64");
    assertThatThrownBy(() -> new DetectorSettings.Hash(0.4, 16, 2, -1))
        .hasMessage("Detector setting 'minSceneFrames' must be not negative, not -1");
  }
}
