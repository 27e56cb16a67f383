package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestGrayImage {
  private static final GrayImage RAMP = GrayImage.of(3, 2, new byte[] {0, 100, 20, 60, 80, 40});

  @Test
  void bilinearScalingAlignsTheCorners() {
    GrayImage scaled = RAMP.bilinear(5, 3);
    assertThat(row(scaled, 0)).containsExactly(0, 50, 100, 60, 20);
    assertThat(row(scaled, 1)).containsExactly(30, 60, 90, 60, 30);
    assertThat(row(scaled, 2)).containsExactly(60, 70, 80, 60, 40);
  }

  @Test
  void bilinearScalingTakesAnySize() {
    assertThat(row(RAMP.bilinear(2, 1), 0)).containsExactly(0, 20);
    assertThat(row(RAMP.bilinear(1, 1), 0)).containsExactly(0);
    assertThat(row(GrayImage.of(1, 1, new byte[] {9}).bilinear(3, 2), 1)).containsExactly(9, 9, 9);
    assertThat(RAMP.bilinear(3, 2)).isSameAs(RAMP);
  }

  @Test
  void transposingTurnsRowsIntoColumns() {
    assertThat(row(RAMP.transposed(), 1)).containsExactly(100, 80);
    assertThat(RAMP.transposed().width()).isEqualTo(2);
  }

  @Test
  void reducingTakesMeansOfSquares() {
    assertThat(row(RAMP.reduced(2), 0)).containsExactly(60);
    assertThat(RAMP.reduced(1)).isSameAs(RAMP);
  }

  @Test
  void areaMeansCountPixelsByTheirShare() {
    double[] means = RAMP.areaMeans(2, 1);
    // The middle column belongs to both halves.
    assertThat(means[0]).isCloseTo((0 + 60 + (100 + 80) / 2.0) / 3, within(1e-9));
    assertThat(means[1]).isCloseTo((20 + 40 + (100 + 80) / 2.0) / 3, within(1e-9));
    assertThat(RAMP.areaMeans(6, 4)[23]).isCloseTo(40, within(1e-9));
  }

  private static int[] row(GrayImage picture, int y) {
    int[] levels = new int[picture.width()];
    for (int x = 0; x < levels.length; x++) {
      levels[x] = picture.at(x, y);
    }
    return levels;
  }
}
