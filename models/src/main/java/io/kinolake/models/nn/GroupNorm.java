package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Group normalisation (Wu and He, 2018) with the parameters {@code weight} and {@code bias}
 * [channels].
 *
 * @param groups consecutive channels are put into as many groups of equal size
 * @param epsilon added to variances, which are biased
 * @param acrossFrames whether all pictures of a batch have common statistics, else each its own
 */
public record GroupNorm(long groups, float epsilon, boolean acrossFrames) {

  /** Normalises each picture by itself. */
  public GroupNorm(long groups, float epsilon) {
    this(groups, epsilon, false);
  }

  /**
   * Normalises pictures.
   *
   * @param x [batch, height, width, channels]
   */
  public Operand<TFloat32> apply(NetScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    long channels = x.shape().get(3);
    Operand<TFloat32> mean = ofGroup(tf, ofChannel(tf, x), channels);
    Operand<TFloat32> variance =
        ofGroup(tf, ofChannel(tf, tf.math.squaredDifference(x, mean)), channels);
    // One product and one sum for each element; all else is as small as the channels.
    Operand<TFloat32> factor =
        tf.math.mul(
            tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))),
            scope.vector("weight", channels));
    Operand<TFloat32> offset =
        tf.math.sub(scope.vector("bias", channels), tf.math.mul(mean, factor));
    return tf.math.add(tf.math.mul(x, factor), offset);
  }

  /** As {@link #apply}, with the activation SiLU. */
  public Operand<TFloat32> silu(NetScope scope, Operand<TFloat32> x) {
    return Activations.silu(scope.tf(), apply(scope, x));
  }

  private Operand<TFloat32> ofChannel(Ops tf, Operand<TFloat32> x) {
    int[] axes = acrossFrames ? new int[] {0, 1, 2} : new int[] {1, 2};
    return tf.math.mean(x, tf.constant(axes), Mean.keepDims(true));
  }

  /** Means of channels to the mean of each channel's group: [batch, 1, 1, channels]. */
  private Operand<TFloat32> ofGroup(Ops tf, Operand<TFloat32> means, long channels) {
    long size = channels / groups;
    Operand<TFloat32> grouped = Dimensions.reshape(tf, means, -1, groups, size);
    Operand<TFloat32> mean = tf.math.mean(grouped, tf.constant(2), Mean.keepDims(true));
    Operand<TFloat32> ones = tf.fill(tf.constant(new long[] {1, 1, size}), tf.constant(1f));
    Operand<TFloat32> repeated = tf.math.mul(mean, ones);
    return Dimensions.reshape(tf, repeated, -1, 1, 1, channels);
  }
}
