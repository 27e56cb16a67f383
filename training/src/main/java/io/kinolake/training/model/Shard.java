package io.kinolake.training.model;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.FloatBuffer;

/**
 * What a tensor-parallel rank holds of a parameter.
 *
 * @param whole shape of the parameter
 * @param shape of the shard
 * @param window which elements these are
 */
public record Shard(Shape whole, Shape shape, Window window) {

  /**
   * The shard of a rank.
   *
   * @param rank from 0
   * @throws KinolakeException BAD_CONFIG if ranks would have different numbers of elements
   */
  static Shard of(String name, Shape whole, Holding holding, int rank, int ranks) {
    if (!holding.isShard() || ranks == 1) {
      return new Shard(whole, whole, Window.from(0));
    }
    int axis = holding == Holding.COLUMNS ? 1 : 0;
    int matrices = holding.matrices();
    long[] dims = whole.toArray();
    if (dims[axis] % ((long) ranks * matrices) != 0) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' of shape %s cannot be shared by %d tensor-parallel ranks: each has the same number of rows or columns. Set parallel.tensor to a divisor of %d."
              .formatted(name, whole, ranks, dims[axis] / matrices));
    }
    dims[axis] /= ranks;
    Shape shape = Shape.of(dims);
    if (holding == Holding.ROWS) {
      return new Shard(whole, shape, Window.from(Math.toIntExact(rank * shape.elements())));
    }
    int stride =
        Math.toIntExact(whole.elements() / (holding == Holding.COLUMNS ? whole.dim(0) : matrices));
    int width = stride / ranks;
    return new Shard(whole, shape, new Window(rank * width, width, stride));
  }

  /** The shard of a parameter's values, as 32-bit floats: a copy. */
  public HostTensor of(HostTensor values) {
    float[] own = new float[Math.toIntExact(shape.elements())];
    all(whole).copy(FloatBuffer.wrap(values.toFloats()), piece(), FloatBuffer.wrap(own));
    return HostTensor.floats(shape, own);
  }

  /** Puts a shard's values where they belong among the parameter's. */
  public void put(float[] shard, float[] values) {
    piece().copy(FloatBuffer.wrap(shard), all(whole), FloatBuffer.wrap(values));
  }

  private Window.Piece piece() {
    return new Window.Piece(window, 0, Math.toIntExact(shape.elements()));
  }

  private static Window.Piece all(Shape shape) {
    return new Window.Piece(Window.from(0), 0, Math.toIntExact(shape.elements()));
  }
}
