package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every detector that looks at pictures; each runs it on scores of its own kind. */
abstract class BaseSceneDetectorTest {
  private static final int FRAMES = 200;

  /** A detector at its defaults but for the length of scenes. */
  abstract SceneDetector detector(int minSceneFrames);

  /** The score of a frame in the middle of a calm scene. */
  abstract double calm();

  /** Scores of a video whose only cut is at this frame. */
  abstract ScoreSeries withCutAt(int frames, int cut);

  /** A score that may or may not be a cut. */
  abstract double anyScore(Random random);

  /** How much closer than the setting says cuts may be. */
  int slack() {
    return 0;
  }

  @Test
  void anEmptyVideoHasNoCut() {
    assertThat(detector(15).cuts(TestScoreSeries.series())).isEmpty();
  }

  @Test
  void aVideoOfOneFrameHasNoCut() {
    assertThat(detector(15).cuts(TestScoreSeries.series(anyScore(new Random(1))))).isEmpty();
  }

  @Test
  void aCalmVideoHasNoCut() {
    double[] scores = new double[FRAMES];
    Arrays.fill(scores, calm());
    assertThat(detector(15).cuts(TestScoreSeries.series(scores))).isEmpty();
  }

  @Test
  void aCutIsFoundAtItsFrame() {
    assertThat(detector(15).cuts(withCutAt(FRAMES, 90))).containsExactly(90L);
  }

  @Test
  void aCutTooCloseToTheStartIsDropped() {
    assertThat(detector(100).cuts(withCutAt(FRAMES, 50))).isEmpty();
  }

  @Test
  void cutsAscendWithinTheVideoAndKeepTheirDistance() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      int minimum = random.nextInt(20);
      double[] scores = random.doubles(random.nextInt(FRAMES)).map(x -> anyScore(random)).toArray();
      List<Long> cuts = detector(minimum).cuts(TestScoreSeries.series(scores));
      long last = 0;
      for (long cut : cuts) {
        assertThat(cut).isPositive().isLessThan(scores.length);
        assertThat(cut - last).isPositive().isGreaterThanOrEqualTo(minimum - slack());
        last = cut;
      }
    }
  }

  @Test
  void theScoresOfAFileDecideNotTheOrderOfCalls() {
    SceneDetector detector = detector(15);
    List<Long> first = detector.cuts(withCutAt(FRAMES, 90));
    detector.cuts(withCutAt(FRAMES, 40));
    assertThat(detector.cuts(withCutAt(FRAMES, 90))).isEqualTo(first);
  }
}
