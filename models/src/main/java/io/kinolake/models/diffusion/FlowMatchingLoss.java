package io.kinolake.models.diffusion;

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
        tf.math.mul(data, Samples.spread(tf, dataWeight, data)),
        tf.math.mul(noise, Samples.spread(tf, noiseWeight, noise)));
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
    return Samples.mean(tf, tf.math.squaredDifference(velocity, target));
  }
}
