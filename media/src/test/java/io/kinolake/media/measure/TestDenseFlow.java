package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.measure.Scenery.View;
import org.junit.jupiter.api.Test;

class TestDenseFlow {
  private final Scenery scenery = new Scenery(1);

  @Test
  void aShiftIsFoundInBothDirections() {
    GrayImage before = scenery.seen(320, 200, View.CENTRE);
    GrayImage after = scenery.seen(320, 200, new View(-3, 2, 1, 0));

    try (DenseFlow flow = new DenseFlow()) {
      FlowField field = flow.between(before, after);
      assertThat(field.dx(160, 100)).isCloseTo(3, within(0.1f));
      assertThat(field.dy(160, 100)).isCloseTo(-2, within(0.1f));
    }
  }

  @Test
  void thePicturesOfOneClipGiveTheSameFieldTwice() {
    GrayImage before = scenery.seen(256, 144, View.CENTRE);
    GrayImage after = scenery.seen(256, 144, new View(5, 1, 1.02, 0.01));
    try (DenseFlow one = new DenseFlow();
        DenseFlow other = new DenseFlow()) {
      double first = meanAbsolute(one.between(before, after));
      one.between(after, before);
      assertThat(meanAbsolute(one.between(before, after))).isEqualTo(first);
      assertThat(meanAbsolute(other.between(before, after))).isEqualTo(first);
    }
  }

  @Test
  void picturesThatCannotBeComparedAreRefused() {
    try (DenseFlow flow = new DenseFlow()) {
      GrayImage tiny = GrayImage.of(31, 40, new byte[31 * 40]);
      assertThatThrownBy(() -> flow.between(tiny, tiny)).hasMessageContaining("31x40");
      GrayImage other = GrayImage.of(40, 40, new byte[40 * 40]);
      assertThatThrownBy(() -> flow.between(other, tiny)).hasMessageContaining("40x40");
    }
  }

  @Test
  void theAmountIsInPixelsOfTheStandardSize() {
    // A shift by 10 of 640 pixels to the side is one by 9 of 576; half of the mean is vertical: 0.
    assertThat(amount(new View(0, 0, 1, 0), new View(10, 0, 1, 0), 640, 360))
        .isCloseTo(9 * 0.5, within(0.15));
  }

  @Test
  void aPortraitIsTransposed() {
    // A vertical shift by 10 of 640 rows is a horizontal one after transposing.
    assertThat(amount(new View(0, 0, 1, 0), new View(0, 10, 1, 0), 360, 640))
        .isCloseTo(9 * 0.5, within(0.15));
  }

  @Test
  void aSingleFrameDoesNotMove() {
    try (FlowAmount amount = new FlowAmount()) {
      amount.add(scenery.seen(64, 48, View.CENTRE), 4);
      assertThat(amount.mean()).isZero();
    }
  }

  @Test
  void aRepeatedSampleAddsStepsWithoutMotion() {
    GrayImage before = scenery.seen(576, 320, View.CENTRE);
    GrayImage after = scenery.seen(576, 320, new View(6, 0, 1, 0));
    try (FlowAmount once = new FlowAmount();
        FlowAmount thrice = new FlowAmount()) {
      once.add(before, 1);
      once.add(after, 1);
      thrice.add(before, 1);
      thrice.add(after, 3);
      assertThat(thrice.mean()).isCloseTo(once.mean() / 3, within(1e-9));
    }
  }

  private static double meanAbsolute(FlowField field) {
    double sum = 0;
    for (int y = 0; y < field.height(); y++) {
      for (int x = 0; x < field.width(); x++) {
        sum += Math.abs(field.dx(x, y)) + Math.abs(field.dy(x, y));
      }
    }
    return sum / (2 * field.width() * field.height());
  }

  private double amount(View from, View to, int width, int height) {
    try (FlowAmount amount = new FlowAmount()) {
      amount.add(scenery.seen(width, height, from), 1);
      amount.add(scenery.seen(width, height, to), 1);
      return amount.mean();
    }
  }
}
