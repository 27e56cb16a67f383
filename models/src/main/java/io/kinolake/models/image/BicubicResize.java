package io.kinolake.models.image;

/**
 * Resizing with the bicubic filter of Pillow, bit for bit: on models trained with it another filter
 * shifts the scores. The filter is stretched when a picture shrinks, so that nothing aliases; each
 * direction is a pass of its own, rounded to bytes, rows first; weights are fixed-point numbers
 * with 22 fractional bits.
 */
public final class BicubicResize {
  private static final double A = -0.5;
  private static final double SUPPORT = 2;
  private static final int FRACTION_BITS = 22;

  private BicubicResize() {}

  /** The picture in another size; the picture itself if the size is the same. */
  public static RgbImage resize(RgbImage image, int width, int height) {
    RgbImage wide = width == image.width() ? image : resizeRows(image, width);
    return height == wide.height() ? wide : resizeColumns(wide, height);
  }

  private static RgbImage resizeRows(RgbImage image, int width) {
    Contribution[] parts = contributions(image.width(), width);
    byte[] from = image.pixels();
    byte[] to = new byte[width * image.height() * RgbImage.CHANNELS];
    int at = 0;
    for (int row = 0; row < image.height(); row++) {
      int start = row * image.width() * RgbImage.CHANNELS;
      for (Contribution part : parts) {
        int first = start + part.first * RgbImage.CHANNELS;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          to[at++] = sum(from, first + channel, RgbImage.CHANNELS, part.weights);
        }
      }
    }
    return new RgbImage(width, image.height(), to);
  }

  private static RgbImage resizeColumns(RgbImage image, int height) {
    Contribution[] parts = contributions(image.height(), height);
    int stride = image.width() * RgbImage.CHANNELS;
    byte[] from = image.pixels();
    byte[] to = new byte[stride * height];
    int at = 0;
    for (Contribution part : parts) {
      int first = part.first * stride;
      for (int i = 0; i < stride; i++) {
        to[at++] = sum(from, first + i, stride, part.weights);
      }
    }
    return new RgbImage(image.width(), height, to);
  }

  private static byte sum(byte[] from, int first, int step, int[] weights) {
    int sum = 1 << (FRACTION_BITS - 1);
    int at = first;
    for (int weight : weights) {
      sum += (from[at] & 0xff) * weight;
      at += step;
    }
    return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
  }

  /** The source pixels that make one pixel of the result. */
  private static final class Contribution {
    private final int first;
    private final int[] weights;

    Contribution(int first, int[] weights) {
      this.first = first;
      this.weights = weights;
    }
  }

  private static Contribution[] contributions(int in, int out) {
    double scale = (double) in / out;
    double stretch = Math.max(scale, 1);
    double support = SUPPORT * stretch;
    Contribution[] parts = new Contribution[out];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max((int) (centre - support + 0.5), 0);
      int end = Math.min((int) (centre + support + 0.5), in);
      parts[i] = new Contribution(first, weights(first, end, centre, stretch));
    }
    return parts;
  }

  private static int[] weights(int first, int end, double centre, double stretch) {
    double[] exact = new double[end - first];
    double inverse = 1 / stretch;
    double total = 0;
    for (int k = 0; k < exact.length; k++) {
      exact[k] = bicubic((k + first - centre + 0.5) * inverse);
      total += exact[k];
    }
    int[] fixed = new int[exact.length];
    for (int k = 0; k < exact.length; k++) {
      double scaled = exact[k] / total * (1 << FRACTION_BITS);
      fixed[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return fixed;
  }

  /** Keys' cubic convolution kernel (Keys, 1981) with a = −0.5. */
  private static double bicubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    if (x < 2) {
      return (((x - 5) * x + 8) * x - 4) * A;
    }
    return 0;
  }
}
