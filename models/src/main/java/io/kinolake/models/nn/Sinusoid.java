package io.kinolake.models.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Embeddings of positions by cosines and sines (Vaswani et al., 2017), in 32 bits throughout: at
 * the large arguments that diffusion models feed, a frequency that is off by one unit in the last
 * place already moves the phase visibly.
 */
public final class Sinusoid {
  private static final double LONGEST = 10_000;

  private Sinusoid() {}

  /**
   * The cosines, then the sines, of {@code position · 10000^(−2k/size)} for {@code 0 ≤ k < size/2}.
   *
   * @param positions [batch]
   * @param size even
   * @return [batch, size]
   */
  public static Operand<TFloat32> embed(Ops tf, Operand<TFloat32> positions, int size) {
    Operand<TFloat32> angles =
        tf.math.mul(tf.expandDims(positions, tf.constant(1)), tf.constant(frequencies(size)));
    return tf.concat(List.of(tf.math.cos(angles), tf.math.sin(angles)), tf.constant(1));
  }

  /** Rounded as the reference does: the exponent first, then its exponential. */
  private static float[] frequencies(int size) {
    float[] frequencies = new float[size / 2];
    for (int k = 0; k < frequencies.length; k++) {
      float exponent = (float) -Math.log(LONGEST) * k / frequencies.length;
      frequencies[k] = (float) Math.exp(exponent);
    }
    return frequencies;
  }
}
