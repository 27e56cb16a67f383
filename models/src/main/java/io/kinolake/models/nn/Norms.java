package io.kinolake.models.nn;

import io.kinolake.models.graph.NetScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Normalisations over the last axis. Variances are biased: divided by the number of elements. */
public final class Norms {
  private Norms() {}

  /** Layer normalisation with the parameters {@code weight} and {@code bias} [size]. */
  public static Operand<TFloat32> layer(
      NetScope scope, Operand<TFloat32> x, long size, float epsilon) {
    Ops tf = scope.tf();
    Operand<TFloat32> mean = mean(tf, x);
    Operand<TFloat32> centred = tf.math.sub(x, mean);
    Operand<TFloat32> inverse =
        tf.math.rsqrt(tf.math.add(mean(tf, tf.math.square(centred)), tf.constant(epsilon)));
    Operand<TFloat32> scaled =
        tf.math.mul(tf.math.mul(centred, inverse), scope.vector("weight", size));
    return tf.math.add(scaled, scope.vector("bias", size));
  }

  /** Layer normalisation without parameters. */
  public static Operand<TFloat32> layer(Ops tf, Operand<TFloat32> x, float epsilon) {
    Operand<TFloat32> centred = tf.math.sub(x, mean(tf, x));
    Operand<TFloat32> variance = mean(tf, tf.math.square(centred));
    return tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))));
  }

  /**
   * Root-mean-square normalisation with the parameter {@code weight} [size]: {@code x / √(mean x² +
   * ε) · weight} (Zhang and Sennrich, 2019).
   */
  public static Operand<TFloat32> rms(
      NetScope scope, Operand<TFloat32> x, long size, float epsilon) {
    Ops tf = scope.tf();
    Operand<TFloat32> square = mean(tf, tf.math.square(x));
    Operand<TFloat32> inverse = tf.math.rsqrt(tf.math.add(square, tf.constant(epsilon)));
    return tf.math.mul(tf.math.mul(x, inverse), scope.vector("weight", size));
  }

  /** {@code x} divided by its Euclidean length; a length of zero counts as one. */
  public static Operand<TFloat32> unit(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> square =
        tf.reduceSum(tf.math.square(x), tf.constant(-1), ReduceSum.keepDims(true));
    Operand<TFloat32> length = tf.math.sqrt(square);
    Operand<TFloat32> safe =
        tf.select(tf.math.equal(length, tf.constant(0f)), tf.onesLike(length), length);
    return tf.math.div(x, safe);
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
  }
}
