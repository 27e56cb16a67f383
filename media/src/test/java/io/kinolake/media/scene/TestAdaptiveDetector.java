package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestAdaptiveDetector extends BaseSceneDetectorTest {

  @Override
  SceneDetector detector(int minSceneFrames) {
    return SceneDetector.of(
        new DetectorSettings.Adaptive(3.0, 15.0, 2, minSceneFrames, HsvWeights.EQUAL));
  }

  @Override
  double calm() {
    return 4;
  }

  @Override
  ScoreSeries withCutAt(int frames, int cut) {
    double[] scores = new double[frames];
    Arrays.fill(scores, calm());
    scores[cut] = 60;
    return series(scores);
  }

  @Override
  double anyScore(Random random) {
    return random.nextInt(5) == 0 ? 60 * random.nextDouble() : random.nextDouble();
  }

  @Override
  int slack() {
    return 2; // the distance counts to the newest frame in the window
  }

  @Test
  void theDistanceCountsToTheNewestFrameInTheWindow() {
    assertThat(detector(15).cuts(withCutAt(100, 13))).containsExactly(13L);
    assertThat(detector(15).cuts(withCutAt(100, 12))).isEmpty();
  }

  @Test
  void theLastTwoFramesAreNeverCuts() {
    assertThat(detector(15).cuts(withCutAt(100, 97))).containsExactly(97L);
    assertThat(detector(15).cuts(withCutAt(100, 98))).isEmpty();
  }

  @Test
  void aFrameMustReachBothTheRatioAndTheContent() {
    assertThat(detector(0).cuts(series(0, 5, 5, 15, 5, 5))).containsExactly(3L);
    assertThat(detector(0).cuts(series(0, 5, 5, 14.9, 4, 5))).isEmpty();
    assertThat(detector(0).cuts(series(0, 10, 10, 29.9, 10, 10))).isEmpty();
  }

  @Test
  void aCutAmongStillFramesIsFound() {
    assertThat(detector(0).cuts(series(0, 0, 0, 15, 0, 0))).containsExactly(3L);
    assertThat(detector(0).cuts(series(0, 0, 0, 14, 0, 0))).isEmpty();
  }
}
