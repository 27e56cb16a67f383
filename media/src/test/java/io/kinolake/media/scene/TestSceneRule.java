package io.kinolake.media.scene;

import static io.kinolake.media.scene.TestScoreSeries.at;
import static io.kinolake.media.scene.TestScoreSeries.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.media.scene.SceneRule.Uncut;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestSceneRule {

  @Test
  void scenesMeetAtTheCutsAndCoverEveryFrame() {
    assertThat(SceneRule.DEFAULT.scenes(at(0, 10, 30, 35, 50), List.of(2L, 4L)))
        .containsExactly(scene(0, 2, 0, 30), scene(2, 4, 30, 50), scene(4, 5, 50, 40_050));
  }

  @Test
  void aVideoWithoutACutIsOneSceneOrNone() {
    assertThat(SceneRule.DEFAULT.scenes(at(0, 10, 30), List.of()))
        .containsExactly(scene(0, 3, 0, 40_030));
    assertThat(new SceneRule(Uncut.NO_SCENE, 0).scenes(at(0, 10, 30), List.of())).isEmpty();
    assertThat(new SceneRule(Uncut.NO_SCENE, 0).scenes(at(0, 10, 30), List.of(1L))).hasSize(2);
  }

  @Test
  void aVideoWithoutFramesHasNoScenes() {
    assertThat(SceneRule.DEFAULT.scenes(series(), List.of())).isEmpty();
  }

  @Test
  void theGuardTrimsBothSidesOfACutButNotTheEndsOfTheVideo() {
    List<SceneRange> scenes =
        new SceneRule(Uncut.ONE_SCENE, 2).scenes(series(new double[30]), List.of(10L, 20L));
    assertThat(scenes)
        .extracting(SceneRange::frames)
        .containsExactly(new FrameRange(0, 8), new FrameRange(12, 18), new FrameRange(22, 30));
    assertThat(scenes.get(0).time()).isEqualTo(new TimeRange(1_000, 1_000 + 8 * 40_000));
  }

  @Test
  void aSceneThatIsAllGuardIsLeftOut() {
    assertThat(new SceneRule(Uncut.ONE_SCENE, 5).scenes(series(new double[30]), List.of(10L, 20L)))
        .extracting(SceneRange::frames)
        .containsExactly(new FrameRange(0, 5), new FrameRange(25, 30));
  }

  @Test
  void cutsThatDoNotAscendWithinTheVideoAreRefused() {
    for (List<Long> cuts : List.of(List.of(0L), List.of(2L, 2L), List.of(2L, 1L), List.of(3L))) {
      assertThatThrownBy(() -> SceneRule.DEFAULT.scenes(at(0, 10, 30), cuts))
          .hasMessageContaining("Report this as a bug");
    }
  }

  @Test
  void aNegativeGuardIsRefused() {
    assertThatThrownBy(() -> new SceneRule(Uncut.ONE_SCENE, -1))
        .hasMessage("Scene setting 'guardFrames' must not be negative, not -1");
  }

  private static SceneRange scene(long start, long end, long startUs, long endUs) {
    return new SceneRange(new FrameRange(start, end), new TimeRange(startUs, endUs));
  }
}
