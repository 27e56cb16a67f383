package io.kinolake.models.stored;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.tables.TensorEncoding;

/**
 * The planes of [frames, channels, height, width], each cut into tiles of {@link
 * TensorEncoding#TILE} numbers in both directions; the last ones may be smaller.
 *
 * @param planes how many planes there are
 * @param height of each
 * @param width of each
 * @param shape of all
 */
record PlaneTiles(Shape shape, int planes, int height, int width) {

  static PlaneTiles of(Shape shape) {
    if (shape.rank() != 4 || shape.elements() == 0) {
      throw new IllegalArgumentException("latents have the shape " + shape);
    }
    return new PlaneTiles(
        shape,
        Math.toIntExact(shape.dim(0) * shape.dim(1)),
        Math.toIntExact(shape.dim(2)),
        Math.toIntExact(shape.dim(3)));
  }

  private int rows() {
    return (height + TensorEncoding.TILE - 1) / TensorEncoding.TILE;
  }

  private int columns() {
    return (width + TensorEncoding.TILE - 1) / TensorEncoding.TILE;
  }

  private Shape tiles() {
    return Shape.of(shape.dim(0), shape.dim(1), rows(), columns());
  }

  /** The tile of each number, counted over all planes. */
  private int tile(int index) {
    int x = index % width;
    int y = index / width % height;
    int plane = index / (width * height);
    return (plane * rows() + y / TensorEncoding.TILE) * columns() + x / TensorEncoding.TILE;
  }

  /** Logarithms of each tile's mean, of values that are logarithms: BF16. */
  HostTensor logMeans(HostTensor logarithms) {
    float[] values = logarithms.toFloats();
    double[] sums = new double[planes * rows() * columns()];
    int[] counts = new int[sums.length];
    for (int i = 0; i < values.length; i++) {
      int tile = tile(i);
      sums[tile] += Math.exp(values[i]);
      counts[tile]++;
    }
    float[] means = new float[sums.length];
    for (int tile = 0; tile < means.length; tile++) {
      means[tile] = (float) Math.log(sums[tile] / counts[tile]);
    }
    return HostTensor.rounded(StoredTensors.VALUES, tiles(), means);
  }

  /** Each tile's value everywhere in the tile. */
  float[] repeated(float[] each) {
    float[] values = new float[Math.toIntExact(shape.elements())];
    for (int plane = 0; plane < planes; plane++) {
      for (int y = 0; y < height; y++) {
        int at = (plane * height + y) * width;
        if (y % TensorEncoding.TILE > 0) {
          System.arraycopy(values, at - width, values, at, width);
          continue;
        }
        int line = plane * rows() + y / TensorEncoding.TILE;
        for (int x = 0; x < width; x++) {
          values[at + x] = each[line * columns() + x / TensorEncoding.TILE];
        }
      }
    }
    return values;
  }

  /**
   * Compares the shape of tiles with the planes.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  void check(HostTensor values) {
    if (!values.shape().equals(tiles())) {
      throw new IllegalArgumentException("%s are no tiles of %s".formatted(values, shape));
    }
  }
}
