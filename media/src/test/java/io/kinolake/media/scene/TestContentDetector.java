package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestContentDetector extends BaseSceneDetectorTest {
  private static final int FRAMES = 150;

  @Override
  SceneDetector detector(int minSceneFrames) {
    return detector(minSceneFrames, CloseCuts.MERGE);
  }

  private static SceneDetector detector(int minSceneFrames, CloseCuts tooClose) {
    return SceneDetector.of(
        new DetectorSettings.Content(27.0, minSceneFrames, HsvWeights.EQUAL, tooClose));
  }

  @Override
  double calm() {
    return 4;
  }

  @Override
  ScoreSeries withCutAt(int frames, int cut) {
    return withChangesAt(frames, cut);
  }

  @Override
  double anyScore(Random random) {
    return random.nextInt(8) == 0 ? 60 * random.nextDouble() : random.nextDouble();
  }

  private static ScoreSeries withChangesAt(int frames, int... changes) {
    double[] scores = new double[frames];
    for (int change : changes) {
      scores[change] = 27;
    }
    return series(scores);
  }

  @Test
  void suppressingKeepsTheFirstOfCloseCuts() {
    assertThat(detector(15, CloseCuts.SUPPRESS).cuts(withChangesAt(FRAMES, 10, 40, 45, 56, 70, 71)))
        .containsExactly(40L, 56L, 71L);
  }

  @Test
  void mergingPutsOneCutAtTheEndOfALongFlicker() {
    int[] flicker = IntStream.concat(IntStream.of(30), IntStream.rangeClosed(40, 60)).toArray();
    assertThat(detector(15).cuts(withChangesAt(FRAMES, flicker))).containsExactly(30L, 60L);
  }

  @Test
  void mergingDropsAShortFlashAfterACut() {
    assertThat(detector(15).cuts(withChangesAt(FRAMES, 30, 33, 34))).containsExactly(30L);
  }

  @Test
  void mergingNeedsAQuietEnd() {
    int[] flicker = IntStream.concat(IntStream.of(30), IntStream.range(40, FRAMES)).toArray();
    assertThat(detector(15).cuts(withChangesAt(FRAMES, flicker))).containsExactly(30L);
  }

  @Test
  void withoutALeastLengthEveryChangeIsACut() {
    assertThat(detector(0).cuts(withChangesAt(FRAMES, 30, 31, 32))).containsExactly(30L, 31L, 32L);
  }
}
