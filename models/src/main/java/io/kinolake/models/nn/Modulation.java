package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adaptive layer normalisation (Peebles and Xie, 2022) as PixArt-α shares it between blocks: a
 * conditioning vector scales, shifts and gates what a block does, each block adding a table of its
 * own.
 */
public final class Modulation {
  private Modulation() {}

  /**
   * The rows of a table, each added to its part of a conditioning vector.
   *
   * @param table [rows, width]
   * @param conditioning [batch, rows · width], or [batch, width] to be added to every row
   * @return one for each row: [batch, 1, width]
   */
  public static List<Operand<TFloat32>> rows(
      Ops tf, Operand<TFloat32> table, Operand<TFloat32> conditioning) {
    long rows = table.shape().get(0);
    long width = table.shape().get(1);
    Operand<TFloat32> parts =
        Dimensions.reshape(tf, conditioning, -1, partsOf(conditioning, width), width);
    return tf.split(tf.constant(1), tf.math.add(parts, table), rows).output().stream()
        .map(part -> (Operand<TFloat32>) part)
        .toList();
  }

  /** {@code normed · (1 + scale) + shift}. */
  public static Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> normed, Operand<TFloat32> shift, Operand<TFloat32> scale) {
    return tf.math.add(tf.math.mul(normed, tf.math.add(scale, tf.constant(1f))), shift);
  }

  /**
   * {@code (normed · weight + bias) · (1 + scale) + shift} with two passes over the tokens instead
   * of four.
   */
  public static Operand<TFloat32> apply(
      Ops tf,
      Operand<TFloat32> normed,
      Operand<TFloat32> weight,
      Operand<TFloat32> bias,
      Operand<TFloat32> shift,
      Operand<TFloat32> scale) {
    Operand<TFloat32> factor = tf.math.add(scale, tf.constant(1f));
    return tf.math.add(
        tf.math.mul(normed, tf.math.mul(weight, factor)),
        tf.math.add(tf.math.mul(bias, factor), shift));
  }

  private static long partsOf(Operand<TFloat32> conditioning, long width) {
    return conditioning.shape().get(1) / width;
  }
}
