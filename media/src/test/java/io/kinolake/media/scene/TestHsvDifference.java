package io.kinolake.media.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.media.FrameSize;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestHsvDifference {
  private static final FrameSize SIZE = new FrameSize(8, 4);

  @Test
  void theFirstFrameAndAnEqualFrameScoreNought() {
    HsvDifference difference = new HsvDifference(SIZE, HsvWeights.EQUAL);
    assertThat(feed(difference, 10, 20, 200)).isZero();
    assertThat(feed(difference, 10, 20, 200)).isZero();
  }

  @Test
  void theScoreIsTheMeanOfTheThreeDifferences() {
    HsvDifference difference = new HsvDifference(SIZE, HsvWeights.EQUAL);
    feed(difference, 0, 0, 255); // red: hue 0, saturation 255, brightness 255
    assertThat(feed(difference, 0, 255, 0)).isEqualTo(60 / 3.0); // green: hue 60, the rest alike
    assertThat(feed(difference, 0, 0, 0)).isEqualTo((60 + 255 + 255) / 3.0);
  }

  @Test
  void weightsCount() {
    HsvDifference difference = new HsvDifference(SIZE, new HsvWeights(0, 0, 2));
    feed(difference, 0, 0, 255);
    assertThat(feed(difference, 0, 100, 0)).isEqualTo(155);
  }

  @Test
  void rowsReportedAsUnchangedStayWhatTheyWere() {
    HsvDifference difference = new HsvDifference(SIZE, HsvWeights.EQUAL);
    feed(difference, 0, 0, 255);
    difference.row(0, uniform(0, 255, 0));
    for (int y = 1; y < SIZE.height(); y++) {
      difference.unchangedRow(y);
    }
    assertThat(difference.finish()).isEqualTo(60 / 3.0 / SIZE.height());
  }

  @Test
  void weightsOfNothingAreRefused() {
    assertThatThrownBy(() -> new HsvWeights(0, 0, 0))
        .hasMessageContaining("Weights must not be negative or all zero");
    assertThatThrownBy(() -> new HsvWeights(1, -1, 1)).hasMessageContaining("saturation -1.0");
  }

  private static double feed(HsvDifference difference, int blue, int green, int red) {
    for (int y = 0; y < SIZE.height(); y++) {
      difference.row(y, uniform(blue, green, red));
    }
    return difference.finish();
  }

  private static PixelRow uniform(int blue, int green, int red) {
    PixelRow row = new PixelRow(SIZE.width());
    Arrays.fill(row.blue(), blue);
    Arrays.fill(row.green(), green);
    Arrays.fill(row.red(), red);
    return row;
  }
}
