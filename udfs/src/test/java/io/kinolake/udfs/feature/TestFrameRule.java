package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.media.Rational;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestFrameRule {
  private static final FrameRule T2V = new FrameRule.StepVideo(136, 8, 0);

  @Test
  void longClipsAreThinnedToAboutTheRate() {
    long[] indices = T2V.indices(500, new Rational(25, 1));
    assertThat(indices).hasSize(136).startsWith(0, 3, 6).endsWith(402, 405);
    assertThat(T2V.indices(600, new Rational(30, 1))).startsWith(0, 3, 6);
    assertThat(T2V.indices(300, new Rational(12, 1))).startsWith(0, 1, 2);
  }

  @Test
  void clipsOfMiddleLengthAreTakenAtTheirOwnSpeed() {
    assertThat(T2V.indices(150, new Rational(30, 1))).isEqualTo(LongStream.range(0, 136).toArray());
  }

  @Test
  void shortClipsEndWithTheirLastFrameRepeated() {
    long[] indices = T2V.indices(100, new Rational(25, 1));
    assertThat(indices).hasSize(136);
    assertThat(LongStream.of(indices).filter(index -> index == 96).count()).isEqualTo(40);
    assertThat(indices).startsWith(0, 1, 2).endsWith(96, 96);
  }

  @Test
  void whatTheOriginalFailsOnIsTakenFrameByFrame() {
    assertThat(T2V.indices(200, new Rational(5, 1))).startsWith(0, 1, 2).hasSize(136);
    FrameRule skipping = new FrameRule.StepVideo(136, 8, 3);
    assertThat(skipping.indices(204, new Rational(25, 1))).startsWith(3, 4).endsWith(137, 138);
    assertThat(LongStream.of(skipping.indices(427, new Rational(25, 1))).max().orElseThrow())
        .isLessThan(427);
  }

  @Test
  void openSoraSpreadsItsFramesOverAWindow() {
    assertThat(new FrameRule.OpenSora(16, 3).indices(49, new Rational(24, 1)))
        .containsExactly(0, 3, 6, 9, 12, 15, 18, 21, 25, 28, 31, 34, 37, 40, 43, 47);
    assertThat(new FrameRule.OpenSora(16, 3).indices(149, new Rational(24, 1)))
        .startsWith(50, 53)
        .endsWith(93, 97);
    assertThat(new FrameRule.OpenSora(16, 3).indices(16, new Rational(24, 1)))
        .isEqualTo(LongStream.range(0, 16).toArray());
  }

  @Test
  void aClipThatIsTooShortIsRefused() {
    assertThatThrownBy(() -> new FrameRule.OpenSora(16, 3).indices(15, new Rational(24, 1)))
        .hasMessageContaining("The clip has 15 frames, the sample needs at least 16");
    assertThatThrownBy(() -> new FrameRule.StepVideo(136, 8, 3).indices(6, new Rational(24, 1)))
        .hasMessageContaining("the sample needs at least 7");
  }

  @Test
  void indicesNeverFallAndLieInTheClip() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      long frames = 20L + random.nextInt(2_000);
      Rational rate = new Rational(1 + random.nextInt(60_000), 1_000);
      FrameRule rule =
          random.nextBoolean()
              ? new FrameRule.StepVideo(17 * (1 + random.nextInt(8)), 8, random.nextInt(4))
              : new FrameRule.OpenSora(2 + random.nextInt(15), 1 + random.nextInt(4));
      long[] indices = rule.indices(frames, rate);
      assertThat(indices).as("%s of %d at %s", rule, frames, rate).hasSize(rule.count());
      for (int i = 0; i < indices.length; i++) {
        assertThat(indices[i]).isBetween(i == 0 ? 0 : indices[i - 1], frames - 1);
      }
    }
  }
}
