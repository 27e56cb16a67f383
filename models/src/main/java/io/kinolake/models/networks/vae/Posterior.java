package io.kinolake.models.networks.vae;

import io.kinolake.models.graph.NetworkBuilder;
import io.kinolake.models.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What an encoder makes of its input: independent normal distributions, one for each number of the
 * latent (Kingma and Welling, 2013).
 *
 * @param mean F32
 * @param logvar logarithms of the variances, F32 in the shape of {@code mean}, −30 to 20 as
 *     published encoders clamp them
 */
public record Posterior(HostTensor mean, HostTensor logvar) {
  private static final String MEAN = "mean";
  private static final String LOGVAR = "logvar";
  private static final float LEAST = -30;
  private static final float GREATEST = 20;

  /** The outputs of a network that {@link #declare} declares. */
  public static final List<String> OUTPUTS = List.of(MEAN, LOGVAR);

  /**
   * Declares a network's outputs.
   *
   * @param moments means, then logarithms of variances along axis 1
   */
  public static void declare(NetworkBuilder builder, Operand<TFloat32> moments) {
    Ops tf = builder.tf();
    List<? extends Operand<TFloat32>> halves = tf.split(tf.constant(1), moments, 2L).output();
    builder.output(MEAN, halves.get(0));
    builder.output(
        LOGVAR, tf.clipByValue(halves.get(1), tf.constant(LEAST), tf.constant(GREATEST)));
  }

  /** What a run with the outputs {@link #OUTPUTS} gave. */
  public static Posterior of(Map<String, HostTensor> outputs) {
    return new Posterior(outputs.get(MEAN), outputs.get(LOGVAR));
  }

  /** The standard deviations. */
  public HostTensor std() {
    float[] values = logvar.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(0.5 * values[i]);
    }
    return HostTensor.floats(logvar.shape(), values);
  }

  /**
   * {@code mean + std · noise}.
   *
   * @param noise standard normal, in the shape of {@code mean}
   */
  public HostTensor sample(HostTensor noise) {
    if (!noise.shape().equals(mean.shape())) {
      throw new IllegalArgumentException(
          "Noise %s for a distribution of %s".formatted(noise.shape(), mean.shape()));
    }
    float[] values = mean.toFloats();
    float[] std = std().toFloats();
    float[] eps = noise.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] += std[i] * eps[i];
    }
    return HostTensor.floats(mean.shape(), values);
  }
}
