package io.kinolake.media.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestTechnicalQuality {

  /** Pictures of known make, each in blue, green and red. */
  enum Subject {
    LANDSCAPE(320, 200),
    EDGES(333, 211),
    DARK(320, 200),
    BUSY(320, 200),
    HIGH_DEFINITION(1280, 1090);

    private final int width;
    private final int height;

    Subject(int width, int height) {
      this.width = width;
      this.height = height;
    }

    double[] levels() {
      Scenery scenery = new Scenery(name().length());
      double[] levels = new double[3 * width * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double level = level(scenery, x, y);
          levels[3 * (y * width + x)] = level * 0.8;
          levels[3 * (y * width + x) + 1] = level;
          levels[3 * (y * width + x) + 2] = Math.min(255, level * 1.1);
        }
      }
      return levels;
    }

    private double level(Scenery scenery, int x, int y) {
      return switch (this) {
        case LANDSCAPE -> scenery.at(x, y);
        case EDGES -> ((x / 37) + (y / 29)) % 2 == 0 ? 50 : 200;
        case DARK -> scenery.at(x, y) / 4.0;
        case BUSY -> scenery.at(4 * x, 4 * y) * 0.7 + (x % 23 < 2 ? 60 : 0);
        case HIGH_DEFINITION -> (scenery.at(x / 3.0, y / 3.0) + (x / 61 % 2) * 90) * 0.7;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreBlurIsNeverBetter(Subject subject) {
    assertThat(scores(subject, 6, levels -> blurred(levels, subject.width, subject.height)))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @ParameterizedTest
  @EnumSource
  void moreNoiseIsNeverBetter(Subject subject) {
    assertThat(scores(subject, 8, levels -> noisy(levels, 3)))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @ParameterizedTest
  @EnumSource(names = {"EDGES", "BUSY"})
  void heavyBlurOfEdgesCostsAtLeastAPoint(Subject subject) {
    double[] soft = subject.levels();
    for (int i = 0; i < 12; i++) {
      soft = blurred(soft, subject.width, subject.height);
    }
    assertThat(score(soft, subject).score())
        .isLessThan(score(subject.levels(), subject).score() - 1);
  }

  @ParameterizedTest
  @EnumSource
  void heavyNoiseCostsAtLeastAPoint(Subject subject) {
    assertThat(score(noisy(subject.levels(), 40), subject).score())
        .isLessThan(score(subject.levels(), subject).score() - 1);
  }

  @Test
  void scoresStayBetweenOneAndTen() {
    double[] black = new double[3 * 64 * 48];
    TechnicalQuality nothing = quality(black, 64, 48);
    assertThat(nothing.score()).isBetween(1.0, 2.0);
    assertThat(quality(new double[] {9, 9, 9}, 1, 1).score()).isBetween(1.0, 2.0);
    for (Subject subject : Subject.values()) {
      assertThat(score(subject.levels(), subject).score()).isBetween(1.0, 10.0);
    }
  }

  @Test
  void theNoiseLevelIsItsStandardDeviation() {
    double[] grey = new double[3 * 320 * 200];
    Arrays.fill(grey, 120);
    assertThat(quality(grey, 320, 200).noise()).isZero();
    assertThat(quality(noisy(grey, 10), 320, 200).noise()).isCloseTo(10 * luma(), within(1.0));
  }

  @Test
  void blocksAreSeenWhereverTheirGridStarts() {
    double[] smooth = Subject.LANDSCAPE.levels();
    TechnicalQuality clean = score(smooth, Subject.LANDSCAPE);
    double[] blocky = smooth.clone();
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 320; x++) {
        int corner = 3 * (Math.max(0, (y - 3) / 8 * 8) * 320 + Math.max(0, (x - 5) / 8 * 8));
        for (int i = 0; i < 3; i++) {
          int at = 3 * (y * 320 + x) + i;
          blocky[at] = 0.5 * smooth[at] + 0.5 * smooth[corner + i];
        }
      }
    }
    assertThat(clean.blockiness()).isCloseTo(1, within(0.1));
    assertThat(score(blocky, Subject.LANDSCAPE).blockiness()).isGreaterThan(1.8);
  }

  @Test
  void aCheckeredPatternOfKnownContrastIsMeasuredRight() {
    TechnicalQuality quality = score(Subject.EDGES.levels(), Subject.EDGES);
    // Luma of (0.8, 1, 1.1) times 50 and 200: half of the difference is the deviation.
    assertThat(quality.contrast()).isCloseTo(75 * (0.114 * 0.8 + 0.587 + 0.299 * 1.1), within(2.0));
    assertThat(quality.clipped()).isZero();
  }

  @Test
  void colourfulnessFollowsThePaper() {
    // Half pure red, half pure blue: rg is 255 and 0, yb is 127.5 and -255.
    byte[] bgr = {0, 0, (byte) 255, (byte) 255, 0, 0};
    double deviation = Math.hypot(127.5, 191.25);
    double mean = Math.hypot(127.5, -63.75);
    assertThat(ColorImage.ofBgr(2, 1, bgr).colourfulness())
        .isCloseTo(deviation + 0.3 * mean, within(1e-9));
    assertThat(ColorImage.ofBgr(1, 1, new byte[] {7, 7, 7}).colourfulness()).isZero();
  }

  @Test
  void arraysOfAnotherLengthAreNoPictures() {
    assertThatThrownBy(() -> GrayImage.of(2, 2, new byte[3])).hasMessageContaining("2x2");
    assertThatThrownBy(() -> ColorImage.ofBgr(2, 2, new byte[4])).hasMessageContaining("2x2");
  }

  private static Double[] scores(Subject subject, int steps, UnaryOperator<double[]> worsen) {
    Double[] scores = new Double[steps];
    double[] levels = subject.levels();
    for (int step = 0; step < steps; step++) {
      scores[step] = score(levels, subject).score();
      levels = worsen.apply(levels);
    }
    return scores;
  }

  private static TechnicalQuality score(double[] levels, Subject subject) {
    return quality(levels, subject.width, subject.height);
  }

  private static TechnicalQuality quality(double[] levels, int width, int height) {
    byte[] bgr = new byte[levels.length];
    byte[] gray = new byte[levels.length / 3];
    for (int i = 0; i < levels.length; i++) {
      bgr[i] = (byte) Math.round(Math.max(0, Math.min(255, levels[i])));
    }
    for (int i = 0; i < gray.length; i++) {
      gray[i] =
          (byte)
              Math.round(
                  0.114 * (bgr[3 * i] & 0xff)
                      + 0.587 * (bgr[3 * i + 1] & 0xff)
                      + 0.299 * (bgr[3 * i + 2] & 0xff));
    }
    return TechnicalQuality.of(
        GrayImage.of(width, height, gray), ColorImage.ofBgr(width, height, bgr));
  }

  /** The deviation of luma where each colour has independent noise of deviation 1. */
  private static double luma() {
    return Math.sqrt(0.114 * 0.114 + 0.587 * 0.587 + 0.299 * 0.299);
  }

  private static double[] noisy(double[] levels, double deviation) {
    Random random = new Random(4);
    double[] result = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      result[i] = levels[i] + deviation * random.nextGaussian();
    }
    return result;
  }

  private static double[] blurred(double[] levels, int width, int height) {
    return along(along(levels, width, height, 3), width, height, 3 * width);
  }

  /** The mean with the neighbours at a distance of so many array elements; edges are repeated. */
  private static double[] along(double[] levels, int width, int height, int step) {
    double[] result = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      int pixel = i / 3;
      int position = step == 3 ? pixel % width : pixel / width;
      int last = (step == 3 ? width : height) - 1;
      double before = position == 0 ? levels[i] : levels[i - step];
      double after = position == last ? levels[i] : levels[i + step];
      result[i] = (before + 2 * levels[i] + after) / 4;
    }
    return result;
  }
}
