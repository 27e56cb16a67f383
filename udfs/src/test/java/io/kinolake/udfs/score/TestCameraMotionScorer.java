package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.Score;
import org.junit.jupiter.api.Test;

class TestCameraMotionScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new CameraMotionScorer(8, 3);
  }

  @Test
  void aPanIsNamedAndMeasured() {
    // 0.008 of the width a frame, 25 frames a second.
    Score score = score(FakeClip.moving(320, 180, 50, 0.008));
    assertThat(score.label()).contains("pan_right");
    assertThat(score.value()).isEmpty();
    assertThat(score.details().get("pan")).isBetween(0.17, 0.22);
    assertThat(score.details()).containsEntry("steps", 8.0).containsEntry("evidence", 1.0);
  }

  @Test
  void aZoomIsNamed() {
    FakeClip clip =
        new FakeClip(
            320,
            180,
            50,
            (frame, x, y) -> {
              double scale = Math.exp(-0.006 * frame);
              return FakeClip.texture((x - 0.5) * scale, (y - 0.5) * scale * 0.6);
            });
    assertThat(score(clip).label()).contains("zoom_in");
  }

  @Test
  void aStillClipIsStatic() {
    assertThat(score(FakeClip.moving(320, 180, 50, 0)).label()).contains("static");
  }

  @Test
  void oneFrameTellsNothing() {
    assertThat(score(FakeClip.moving(320, 180, 1, 0)).label()).contains("undetermined");
  }
}
