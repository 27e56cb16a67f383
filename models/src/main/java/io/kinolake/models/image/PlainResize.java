package io.kinolake.models.image;

/**
 * Resizing as PyTorch's {@code interpolate} does without antialiasing: every pixel of the result is
 * made from the nearest pixels of the source, however much the picture shrinks. Pixel centres are
 * aligned ({@code align_corners=False}); results are rounded half to even and clamped.
 */
public final class PlainResize {
  private static final float A = -0.75f;

  private PlainResize() {}

  /** Bicubic, 4 × 4 pixels each, with PyTorch's coefficient −0.75. */
  public static RgbImage bicubic(RgbImage image, int width, int height) {
    return resize(image, width, height, 4);
  }

  /** Bilinear, 2 × 2 pixels each. */
  public static RgbImage bilinear(RgbImage image, int width, int height) {
    return resize(image, width, height, 2);
  }

  private static RgbImage resize(RgbImage image, int width, int height, int taps) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    Axis columns = new Axis(image.width(), width, taps);
    Axis rows = new Axis(image.height(), height, taps);
    byte[] from = image.pixels();
    byte[] to = new byte[width * height * RgbImage.CHANNELS];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          float sum = 0;
          for (int i = 0; i < taps; i++) {
            int line = rows.index[y * taps + i] * image.width();
            float across = 0;
            for (int j = 0; j < taps; j++) {
              int pixel = (line + columns.index[x * taps + j]) * RgbImage.CHANNELS + channel;
              across += (from[pixel] & 0xff) * columns.weight[x * taps + j];
            }
            sum += across * rows.weight[y * taps + i];
          }
          to[at++] = (byte) Math.max(0, Math.min(255, (int) Math.rint(sum)));
        }
      }
    }
    return new RgbImage(width, height, to);
  }

  /** For each place of the result, the places of the source and their weights. */
  private static final class Axis {
    private final int[] index;
    private final float[] weight;

    Axis(int in, int out, int taps) {
      index = new int[out * taps];
      weight = new float[out * taps];
      float scale = (float) in / out;
      for (int i = 0; i < out; i++) {
        float centre = scale * (i + 0.5f) - 0.5f;
        float source = taps == 2 ? Math.max(centre, 0) : centre;
        int first = (int) Math.floor(source);
        float t = source - first;
        for (int tap = 0; tap < taps; tap++) {
          int place = first + tap - (taps / 2 - 1);
          index[i * taps + tap] = Math.max(0, Math.min(in - 1, place));
          weight[i * taps + tap] = taps == 2 ? (tap == 0 ? 1 - t : t) : cubic(t, tap);
        }
      }
    }

    private static float cubic(float t, int tap) {
      return switch (tap) {
        case 0 -> far(t + 1);
        case 1 -> near(t);
        case 2 -> near(1 - t);
        default -> far(2 - t);
      };
    }

    private static float near(float x) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }

    private static float far(float x) {
      return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
  }
}
