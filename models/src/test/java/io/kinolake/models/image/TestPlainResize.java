package io.kinolake.models.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TestPlainResize {
  private static final double A = -0.75;

  @Test
  void everyPixelIsTheKernelsSumOverItsNeighbours() {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      RgbImage image = random(random, 1 + random.nextInt(20), 1 + random.nextInt(20));
      int width = 1 + random.nextInt(30);
      int height = 1 + random.nextInt(30);
      requireEqual(
          PlainResize.bicubic(image, width, height),
          expected(image, width, height, TestPlainResize::cubic, 2, false));
      requireEqual(
          PlainResize.bilinear(image, width, height),
          expected(image, width, height, x -> Math.max(0, 1 - Math.abs(x)), 1, true));
    }
  }

  @Test
  void aPictureOfTheSizeWantedStaysAsItIs() {
    RgbImage image = random(new Random(1), 7, 4);
    assertThat(PlainResize.bicubic(image, 7, 4)).isSameAs(image);
  }

  private static void requireEqual(RgbImage found, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) (found.pixels()[i] & 0xff)).isCloseTo(expected[i], within(0.51));
    }
  }

  private static double[] expected(
      RgbImage image,
      int width,
      int height,
      DoubleUnaryOperator kernel,
      int reach,
      boolean clampCentre) {
    double[] values = new double[width * height * RgbImage.CHANNELS];
    for (int y = 0; y < height; y++) {
      double v = centre(y, image.height(), height, clampCentre);
      for (int x = 0; x < width; x++) {
        double u = centre(x, image.width(), width, clampCentre);
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          double sum = 0;
          for (int row = (int) Math.floor(v) - reach + 1; row <= Math.floor(v) + reach; row++) {
            for (int col = (int) Math.floor(u) - reach + 1; col <= Math.floor(u) + reach; col++) {
              double weight = kernel.applyAsDouble(row - v) * kernel.applyAsDouble(col - u);
              sum += weight * level(image, row, col, channel);
            }
          }
          values[(y * width + x) * RgbImage.CHANNELS + channel] = Math.max(0, Math.min(255, sum));
        }
      }
    }
    return values;
  }

  private static double centre(int at, int in, int out, boolean clamp) {
    double centre = (at + 0.5) * in / out - 0.5;
    return clamp ? Math.max(0, centre) : centre;
  }

  private static int level(RgbImage image, int row, int column, int channel) {
    int y = Math.max(0, Math.min(image.height() - 1, row));
    int x = Math.max(0, Math.min(image.width() - 1, column));
    return image.pixels()[(y * image.width() + x) * RgbImage.CHANNELS + channel] & 0xff;
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return (A + 2) * x * x * x - (A + 3) * x * x + 1;
    }
    return x < 2 ? A * x * x * x - 5 * A * x * x + 8 * A * x - 4 * A : 0;
  }

  private static RgbImage random(Random random, int width, int height) {
    byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
    random.nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
