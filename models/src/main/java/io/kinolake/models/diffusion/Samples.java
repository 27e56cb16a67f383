package io.kinolake.models.diffusion;

import io.kinolake.models.graph.Dimensions;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Numbers that belong to the samples of a batch. */
final class Samples {
  private Samples() {}

  /** A number for each sample, in the rank of {@code like}: [batch, 1, 1, ...]. */
  static <T extends TType> Operand<T> spread(Ops tf, Operand<T> numbers, Operand<?> like) {
    long[] sizes = new long[like.shape().numDimensions()];
    Arrays.fill(sizes, 1);
    sizes[0] = -1;
    return Dimensions.reshape(tf, numbers, sizes);
  }

  /** The mean over each sample, whose size is known: [batch]. */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    long each = 1;
    for (int axis = 1; axis < x.shape().numDimensions(); axis++) {
      each *= x.shape().get(axis);
    }
    return tf.math.mean(Dimensions.reshape(tf, x, -1, each), tf.constant(1));
  }
}
