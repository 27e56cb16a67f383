package io.kinolake.models.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** Products of matrices in the network's {@link Precision}, with 32-bit results. */
public final class Products {
  private Products() {}

  /**
   * {@code x · weightᵀ}, the layout of a published linear layer.
   *
   * @param x [rows, in]
   * @param weight [out, in], from {@link NetScope#matrix}
   * @return [rows, out]
   */
  public static Operand<TFloat32> timesTransposed(
      Ops tf, Operand<TFloat32> x, Operand<? extends TFloating> weight) {
    if (weight.type() == TFloat32.class) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> same = (Operand<TFloat32>) weight;
      return tf.linalg.matMul(x, same, MatMul.transposeB(true));
    }
    Operand<TBfloat16> narrow = tf.dtypes.cast(x, TBfloat16.class);
    @SuppressWarnings("unchecked")
    Operand<TBfloat16> matrix = (Operand<TBfloat16>) weight;
    return tf.dtypes.cast(
        tf.linalg.matMul(narrow, matrix, MatMul.transposeB(true)), TFloat32.class);
  }

  /**
   * {@code x · matrix} in 32 bits, for the few matrices that are published untransposed.
   *
   * @param x [rows, in]
   * @param matrix [in, out]
   */
  public static Operand<TFloat32> times(Ops tf, Operand<TFloat32> x, Operand<TFloat32> matrix) {
    return tf.linalg.matMul(x, matrix);
  }

  /**
   * Products of equally many matrices: {@code left · right} over the last two axes.
   *
   * @param left [..., n, k], or [..., k, n] where transposed
   * @param right [..., k, m], or [..., m, k] where transposed
   * @return [..., n, m]
   */
  public static Operand<TFloat32> batched(
      NetScope scope,
      Operand<TFloat32> left,
      boolean transposeLeft,
      Operand<TFloat32> right,
      boolean transposeRight) {
    Ops tf = scope.tf();
    if (scope.parameters().precision() == Precision.FLOAT32) {
      return product(tf, left, transposeLeft, right, transposeRight);
    }
    return tf.dtypes.cast(
        product(
            tf,
            tf.dtypes.cast(left, TBfloat16.class),
            transposeLeft,
            tf.dtypes.cast(right, TBfloat16.class),
            transposeRight),
        TFloat32.class);
  }

  /**
   * As {@link #batched}, in the operands' own format. The operation is {@code BatchMatMulV2}, which
   * has fast kernels on processors where the newer {@code BatchMatMulV3} has none.
   */
  public static <T extends TFloating> Operand<T> product(
      Ops tf, Operand<T> left, boolean transposeLeft, Operand<T> right, boolean transposeRight) {
    return tf.scope()
        .opBuilder("BatchMatMulV2", "BatchMatMulV2")
        .addInput(left.asOutput())
        .addInput(right.asOutput())
        .setAttr("adj_x", transposeLeft)
        .setAttr("adj_y", transposeRight)
        .build()
        .output(0);
  }
}
