package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import io.kinolake.models.graph.Products;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Linear layers with the parameters {@code weight} [out, in] and {@code bias} [out]. */
public final class Linear {
  private Linear() {}

  /**
   * {@code x · weightᵀ + bias} over the last axis.
   *
   * @param scope the layer's scope
   * @param x [..., in]
   * @return [..., out]
   */
  public static Operand<TFloat32> biased(NetScope scope, Operand<TFloat32> x, long in, long out) {
    return apply(scope.tf(), x, scope.matrix("weight", out, in), scope.vector("bias", out));
  }

  /** {@code x · weightᵀ} over the last axis. */
  public static Operand<TFloat32> unbiased(NetScope scope, Operand<TFloat32> x, long in, long out) {
    return apply(scope.tf(), x, scope.matrix("weight", out, in));
  }

  /** {@code x · weightᵀ + bias} with given parameters. */
  public static Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> x, Operand<? extends TFloating> weight, Operand<TFloat32> bias) {
    Operand<TFloat32> product = Products.timesTransposed(tf, rows(tf, x), weight);
    return leadingOf(tf, x, tf.nn.biasAdd(product, bias));
  }

  /** {@code x · weightᵀ} with a given parameter. */
  public static Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> x, Operand<? extends TFloating> weight) {
    return leadingOf(tf, x, Products.timesTransposed(tf, rows(tf, x), weight));
  }

  private static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> x) {
    int rank = x.shape().numDimensions();
    return rank == 2 ? x : Dimensions.reshape(tf, x, -1, x.shape().get(rank - 1));
  }

  private static Operand<TFloat32> leadingOf(
      Ops tf, Operand<TFloat32> like, Operand<TFloat32> rows) {
    return like.shape().numDimensions() == 2
        ? rows
        : Dimensions.reshapeLast(tf, rows, like, rows.shape().get(1));
  }
}
