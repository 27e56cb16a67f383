package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.schemas.tables.Score;
import org.junit.jupiter.api.Test;

class TestLetterboxScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new LetterboxScorer(6);
  }

  @Test
  void barsAreMeasuredInPixelsOfTheClip() {
    FakeClip clip =
        new FakeClip(
            160,
            100,
            30,
            (frame, x, y) -> y < 0.12 || y > 0.9 ? 1 : FakeClip.texture(x + frame * 0.01, y));

    Score score = score(clip);

    assertThat(score.value().orElseThrow()).isCloseTo(0.22, within(1e-9));
    assertThat(score.label()).contains("letterbox");
    assertThat(score.details()).containsEntry("top", 12.0).containsEntry("bottom", 10.0);
  }
}
