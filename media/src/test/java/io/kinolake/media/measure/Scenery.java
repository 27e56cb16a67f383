package io.kinolake.media.measure;

import java.util.Random;

/**
 * An endless smooth landscape of seeded random waves, sampled wherever a camera looks: pictures of
 * it move by exactly what the camera does.
 */
final class Scenery {
  private static final int WAVES = 24;

  private final double[] waveX = new double[WAVES];
  private final double[] waveY = new double[WAVES];
  private final double[] phase = new double[WAVES];
  private final double[] height = new double[WAVES];

  Scenery(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < WAVES; i++) {
      double length = 12 * Math.pow(12, random.nextDouble()); // 12 to 144 pixels
      double angle = random.nextDouble() * 2 * Math.PI;
      waveX[i] = 2 * Math.PI / length * Math.cos(angle);
      waveY[i] = 2 * Math.PI / length * Math.sin(angle);
      phase[i] = random.nextDouble() * 2 * Math.PI;
      height[i] = Math.sqrt(length) * 2.5;
    }
  }

  /** The level at a place, 0 to 255. */
  int at(double x, double y) {
    double level = 128;
    for (int i = 0; i < WAVES; i++) {
      level += height[i] * Math.sin(waveX[i] * x + waveY[i] * y + phase[i]);
    }
    return (int) Math.max(0, Math.min(255, Math.round(level)));
  }

  /** What a camera sees that looks at a place, magnified and turned clockwise on the screen. */
  GrayImage seen(int width, int height, View view) {
    byte[] levels = new byte[width * height];
    double cos = Math.cos(view.turn) / view.scale;
    double sin = Math.sin(view.turn) / view.scale;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromX = x - (width - 1) / 2.0;
        double fromY = y - (height - 1) / 2.0;
        levels[y * width + x] =
            (byte) at(view.x + cos * fromX + sin * fromY, view.y - sin * fromX + cos * fromY);
      }
    }
    return GrayImage.of(width, height, levels);
  }

  /** Where a camera looks. */
  record View(double x, double y, double scale, double turn) {
    static final View CENTRE = new View(0, 0, 1, 0);
  }
}
