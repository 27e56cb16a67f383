package io.kinolake.models.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Embeddings of positions by cosines and sines (Vaswani et al., 2017), in 32 bits throughout. At
 * the large arguments that diffusion models feed, a frequency that is off by one unit in the last
 * place moves the phase visibly; published models were trained with the frequencies that {@link
 * #exponential} gives, which now and then differ from the best rounded ones.
 */
public final class Sinusoid {
  private static final double LONGEST = 10_000;
  private static final float LN2_HIGH = 0.69314575f;
  private static final float LN2_LOW = 1.4286068e-6f;

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
      frequencies[k] = exponential(exponent);
    }
    return frequencies;
  }

  /**
   * {@code eˣ} by the polynomial, the coefficients and the order of operations of SLEEF (Shibata
   * and Petrogalli, 2020; error below one unit in the last place), which PyTorch uses on
   * processors.
   *
   * @param x from −80 to 80
   */
  static float exponential(float x) {
    float power = (float) Math.rint(x * (float) (1 / Math.log(2)));
    float rest = Math.fma(power, -LN2_HIGH, x);
    rest = Math.fma(power, -LN2_LOW, rest);
    float sum = 0;
    for (float coefficient :
        new float[] {
          1.9852762e-4f, 0.0013930436f, 0.008333361f,
          0.041666485f, 0.16666667f, 0.5f
        }) {
      sum = Math.fma(sum, rest, coefficient);
    }
    return Math.scalb(1 + Math.fma(rest * rest, sum, rest), (int) power);
  }
}
