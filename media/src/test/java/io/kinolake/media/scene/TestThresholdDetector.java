package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.scene.DetectorSettings.FinalFade;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestThresholdDetector extends BaseSceneDetectorTest {

  @Override
  SceneDetector detector(int minSceneFrames) {
    return detector(0, minSceneFrames, FinalFade.KEEP);
  }

  private static SceneDetector detector(double bias, int minSceneFrames, FinalFade finalFade) {
    return SceneDetector.of(new DetectorSettings.Threshold(12.0, bias, minSceneFrames, finalFade));
  }

  @Override
  double calm() {
    return 90;
  }

  @Override
  ScoreSeries withCutAt(int frames, int cut) {
    return blackFrom(cut - 5, cut + 5, frames);
  }

  @Override
  double anyScore(Random random) {
    return random.nextInt(8) == 0 ? 12 * random.nextDouble() : 12 + random.nextDouble();
  }

  /** The cut may lie anywhere in the black, so that the distance of fades says nothing of cuts'. */
  @Override
  int slack() {
    return Integer.MAX_VALUE / 2;
  }

  private static ScoreSeries blackFrom(int start, int end, int frames) {
    double[] scores = new double[frames];
    Arrays.fill(scores, 90);
    Arrays.fill(scores, start, end, 11.9);
    return series(scores);
  }

  @Test
  void theBiasMovesTheCutThroughTheBlack() {
    ScoreSeries faded = blackFrom(40, 60, 100);
    assertThat(detector(-1, 15, FinalFade.KEEP).cuts(faded)).containsExactly(40L);
    assertThat(detector(0, 15, FinalFade.KEEP).cuts(faded)).containsExactly(50L);
    assertThat(detector(1, 15, FinalFade.KEEP).cuts(faded)).containsExactly(60L);
  }

  @Test
  void aFadeAtTheEndIsACutOnlyIfWanted() {
    ScoreSeries faded = blackFrom(80, 100, 100);
    assertThat(detector(0, 15, FinalFade.KEEP).cuts(faded)).isEmpty();
    assertThat(detector(0, 15, FinalFade.CUT).cuts(faded)).containsExactly(80L);
  }

  @Test
  void blackAtTheStartIsCutInItsMiddle() {
    assertThat(detector(0, 15, FinalFade.KEEP).cuts(blackFrom(0, 30, 100))).containsExactly(15L);
  }
}
