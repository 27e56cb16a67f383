package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.at;
import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.media.FrameSize;
import org.junit.jupiter.api.Test;

class TestStrideDetectors {

  @Test
  void framesAreCountedOff() {
    SceneDetector detector = SceneDetector.of(new DetectorSettings.FrameStride(3));
    assertThat(detector.cuts(series(new double[10]))).containsExactly(3L, 6L, 9L);
    assertThat(detector.cuts(series(new double[9]))).containsExactly(3L, 6L);
    assertThat(detector.cuts(series(new double[1]))).isEmpty();
    assertThat(detector.cuts(series())).isEmpty();
  }

  @Test
  void timeIsMeasuredFromTheFirstFrameAndNotCountedInFrames() {
    SceneDetector detector = SceneDetector.of(new DetectorSettings.TimeStride(100));
    assertThat(detector.cuts(at(500, 530, 599, 600, 601, 950, 960, 1000)))
        .containsExactly(3L, 5L, 7L);
    assertThat(detector.cuts(at(7))).isEmpty();
    assertThat(detector.cuts(series())).isEmpty();
  }

  @Test
  void noPixelsAreLookedAt() {
    SceneDetector detector = SceneDetector.of(new DetectorSettings.FrameStride(3));
    assertThat(detector.newScorer(new FrameSize(4, 4))).isEmpty();
    assertThat(detector.name()).isEqualTo("stride");
  }

  @Test
  void aStrideOfNothingIsRefused() {
    assertThatThrownBy(() -> new DetectorSettings.FrameStride(0))
        .hasMessage("Detector setting 'frames' must be at least 1, not 0");
    assertThatThrownBy(() -> new DetectorSettings.TimeStride(-5))
        .hasMessage("Detector setting 'lengthUs' must be at least 1, not -5");
  }
}
