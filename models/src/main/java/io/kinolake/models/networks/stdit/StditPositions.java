package io.kinolake.models.networks.stdit;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;

/**
 * The network's tables of positions: sines, then cosines, of a position times falling frequencies,
 * computed in 64 bits. Published checkpoints hold them beside the weights, under the names {@link
 * #SPACE} and {@link #TIME}; they are neither trained nor read, since another size needs others.
 */
public final class StditPositions {
  /** Name of the table within a frame. */
  public static final String SPACE = "pos_embed";

  /** Name of the table in time. */
  public static final String TIME = "pos_embed_temporal";

  private static final double BASE = 10_000;

  private StditPositions() {}

  /**
   * The table for the patches of a frame: first by column, then by row.
   *
   * @return [1, rows · columns, width]
   */
  public static HostTensor space(StditConfig config, int rows, int columns) {
    int half = config.width() / 2;
    float[] table = new float[rows * columns * config.width()];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int start = (row * columns + column) * config.width();
        fill(table, start, half, column / config.spaceScale());
        fill(table, start + half, half, row / config.spaceScale());
      }
    }
    return HostTensor.floats(Shape.of(1, (long) rows * columns, config.width()), table);
  }

  /**
   * The table for frames.
   *
   * @return [1, frames, width]
   */
  public static HostTensor time(StditConfig config, int frames) {
    float[] table = new float[frames * config.width()];
    for (int frame = 0; frame < frames; frame++) {
      fill(table, frame * config.width(), config.width(), frame / config.timeScale());
    }
    return HostTensor.floats(Shape.of(1, frames, config.width()), table);
  }

  private static void fill(float[] table, int start, int length, double position) {
    int half = length / 2;
    for (int k = 0; k < half; k++) {
      double angle = position / Math.pow(BASE, (double) k / half);
      table[start + k] = (float) Math.sin(angle);
      table[start + half + k] = (float) Math.cos(angle);
    }
  }
}
