package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.schemas.tables.Score;
import org.junit.jupiter.api.Test;

class TestFreezeScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new FreezeScorer();
  }

  @Test
  void theLongestFreezeIsInSeconds() {
    // Frames 10 to 35 are alike: 25 intervals of 40 ms; so are 50 to 53.
    FakeClip clip =
        new FakeClip(
            160,
            90,
            61,
            (frame, x, y) -> {
              long shown =
                  frame >= 10 && frame <= 35 ? 10 : frame >= 50 && frame <= 53 ? 50 : frame;
              return FakeClip.texture(x + shown * 0.02, y);
            });

    Score score = score(clip);

    assertThat(score.value().orElseThrow()).isCloseTo(1.0, within(1e-9));
    assertThat(score.details().get("frozen_s")).isCloseTo(1.12, within(1e-9));
    assertThat(score.details().get("share")).isCloseTo(28 / 60.0, within(1e-9));
    assertThat(score.details()).containsEntry("repeated", 28.0);
  }
}
