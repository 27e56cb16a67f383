package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.measure.PerceptualHash;
import org.junit.jupiter.api.Test;

class TestHashScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new HashScorer();
  }

  @Test
  void theLabelIsTheHashOfWhatTheClipShows() {
    PerceptualHash hash = hash(FakeClip.moving(320, 180, 50, 0.001));
    assertThat(hash.distance(hash(FakeClip.moving(640, 360, 100, 0.0005)))).isLessThanOrEqualTo(8);
    FakeClip other =
        new FakeClip(320, 180, 50, (frame, x, y) -> FakeClip.texture(y + 3, x * 0.7 + 1));
    assertThat(hash.distance(hash(other))).isGreaterThan(16);
  }

  private PerceptualHash hash(FakeClip clip) {
    return PerceptualHash.parse(score(clip).label().orElseThrow());
  }
}
