package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Pictures to tokens: a convolution whose stride is its kernel, computed as one product. */
public final class Patches {
  private Patches() {}

  /**
   * Tokens of the square patches of a picture, row by row, with the parameter {@code weight}
   * [width, channels, patch, patch].
   *
   * @param images [batch, channels, height, width]; height and width known and multiples of {@code
   *     patch}
   * @return [batch, (height/patch)·(width/patch), width]
   */
  public static Operand<TFloat32> embed(
      NetScope scope, Operand<TFloat32> images, long patch, long width) {
    Ops tf = scope.tf();
    long channels = images.shape().get(1);
    Operand<? extends TFloating> kernel = scope.matrix("weight", width, channels, patch, patch);
    return Linear.apply(tf, cut(tf, images, patch), flat(tf, kernel, width));
  }

  /**
   * As {@link #embed}, with the parameter {@code bias} [width] too.
   *
   * @return [batch, (height/patch)·(width/patch), width]
   */
  public static Operand<TFloat32> embedBiased(
      NetScope scope, Operand<TFloat32> images, long patch, long width) {
    Ops tf = scope.tf();
    long channels = images.shape().get(1);
    Operand<? extends TFloating> kernel = scope.matrix("weight", width, channels, patch, patch);
    return Linear.apply(
        tf, cut(tf, images, patch), flat(tf, kernel, width), scope.vector("bias", width));
  }

  /**
   * The patches themselves, each in the order channel, row, column.
   *
   * @return [batch, (height/patch)·(width/patch), channels·patch·patch]
   */
  public static Operand<TFloat32> cut(Ops tf, Operand<TFloat32> images, long patch) {
    long channels = images.shape().get(1);
    long rows = images.shape().get(2) / patch;
    long columns = images.shape().get(3) / patch;
    Operand<TFloat32> grid =
        Dimensions.reshape(tf, images, -1, channels, rows, patch, columns, patch);
    return Dimensions.reshape(
        tf,
        Dimensions.transpose(tf, grid, 0, 2, 4, 1, 3, 5),
        -1,
        rows * columns,
        channels * patch * patch);
  }

  private static <T extends TFloating> Operand<T> flat(Ops tf, Operand<T> kernel, long width) {
    return Dimensions.reshape(tf, kernel, width, -1);
  }
}
