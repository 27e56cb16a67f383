package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.measure.BlockMotion;
import io.kinolake.schemas.tables.Score;
import org.junit.jupiter.api.Test;

class TestMotionScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new MotionScorer();
  }

  @Test
  void theValueIsTheMeanLengthByAreaAndNoPixelIsTouched() {
    BlockMotion.Builder vectors = new BlockMotion.Builder();
    vectors.addMoved(256, Math.hypot(3, 4));
    vectors.addStill(64);
    vectors.addMoved(64, 8);
    FakeClip clip = FakeClip.moving(300, 400, 20, 0).withMotion(vectors.build());

    Score score = score(clip);

    double length = (256 * 5 + 64 * 8) / 384.0;
    assertThat(score.value().orElseThrow()).isCloseTo(length, within(1e-9));
    assertThat(score.details().get("relative")).isCloseTo(length / 500, within(1e-9));
    assertThat(score.details().get("still")).isCloseTo(64 / 384.0, within(1e-9));
    assertThat(score.details()).containsEntry("frames", 19.0);
    assertThat(score.label()).isEmpty();
    assertThat(clip.conversions).isZero();
  }

  @Test
  void withoutVectorsTheScoreIsUnavailableRatherThanZero() {
    Score score = score(FakeClip.moving(64, 48, 20, 0.01));
    assertThat(score.value()).isEmpty();
    assertThat(score.label()).contains("unavailable");
  }
}
