package io.kinolake.udfs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestFlowScorer extends BaseScorerTest {
  @Override
  Scorer scorer() {
    return new FlowScorer();
  }

  @Test
  void theValueIsInPixelsOverTenFrames() {
    // 0.001 of the width a frame are 5.76 pixels in ten frames, and none vertically.
    assertThat(score(FakeClip.moving(320, 180, 60, 0.001)).value().orElseThrow())
        .isCloseTo(2.88, within(0.15));
  }

  @Test
  void decodingEndsWithTheLastFrameThatCounts() {
    FakeClip clip = FakeClip.moving(64, 48, 500, 0.001);
    score(clip);
    assertThat(clip.decoded).isEqualTo(31);
    assertThat(clip.conversions).isEqualTo(4);
  }

  @Test
  void framesBeyondTheEndStandForTheLast() {
    // Of three steps only the first, from frame 0 to the last, moves.
    double whole = score(FakeClip.moving(320, 180, 60, 0.001)).value().orElseThrow();
    assertThat(score(FakeClip.moving(320, 180, 11, 0.001)).value().orElseThrow())
        .isCloseTo(whole / 3, within(0.05));
  }
}
