package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestTechnicalScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new TechnicalScorer(6);
  }

  @Test
  void theValueIsTheMeanOverTheClipAndTheWorstFrameIsKept() {
    // The second half is flat.
    var score =
        score(
            new FakeClip(160, 90, 40, (frame, x, y) -> frame < 20 ? FakeClip.texture(x, y) : 128));
    double mean = score.value().orElseThrow();
    assertThat(score.details().get("worst")).isLessThan(mean);
    assertThat(mean).isLessThan(score(FakeClip.moving(160, 90, 40, 0)).value().orElseThrow());
    assertThat(score.details()).containsKeys("sharpness", "noise", "blockiness", "colourfulness");
  }
}
