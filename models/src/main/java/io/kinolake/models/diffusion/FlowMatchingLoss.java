package io.kinolake.models.diffusion;

import io.kinolake.models.graph.Dimensions;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The loss of flow matching (Lipman et al., 2023) as parts of a graph. */
public final class FlowMatchingLoss {
  private FlowMatchingLoss() {}

  /**
   * Noisy latents.
   *
   * @param data [batch, ...]
   * @param noise as {@code data}
   * @param dataWeight {@link FlowPoint#dataWeight} of each sample: [batch]
   * @param noiseWeight {@link FlowPoint#noiseWeight} of each sample: [batch]
   */
  public static Operand<TFloat32> noisy(
      Ops tf,
      Operand<TFloat32> data,
      Operand<TFloat32> noise,
      Operand<TFloat32> dataWeight,
      Operand<TFloat32> noiseWeight) {
    return tf.math.add(
        tf.math.mul(data, perSample(tf, dataWeight, data)),
        tf.math.mul(noise, perSample(tf, noiseWeight, noise)));
  }

  /** The velocity that the network shall give. */
  public static Operand<TFloat32> target(
      Ops tf, FlowConvention convention, Operand<TFloat32> data, Operand<TFloat32> noise) {
    return switch (convention) {
      case PAPER -> tf.math.sub(data, noise);
      case MINDSPEED -> tf.math.sub(noise, data);
    };
  }

  /**
   * Each sample's mean squared error; a batch's loss is their mean.
   *
   * @return [batch]
   */
  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> velocity, Operand<TFloat32> target) {
    Operand<TFloat32> squares = tf.math.squaredDifference(velocity, target);
    return tf.math.mean(flat(tf, squares), tf.constant(1));
  }

  private static Operand<TFloat32> flat(Ops tf, Operand<TFloat32> x) {
    long[] sizes = x.shape().asArray();
    long each = 1;
    for (int i = 1; i < sizes.length; i++) {
      each *= sizes[i];
    }
    return Dimensions.reshape(tf, x, -1, each);
  }

  private static Operand<TFloat32> perSample(
      Ops tf, Operand<TFloat32> weights, Operand<TFloat32> like) {
    long[] sizes = new long[like.shape().numDimensions()];
    Arrays.fill(sizes, 1);
    sizes[0] = -1;
    return Dimensions.reshape(tf, weights, sizes);
  }
}
