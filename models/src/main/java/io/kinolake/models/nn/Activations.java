package io.kinolake.models.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Activation functions, element by element. */
public final class Activations {
  private Activations() {}

  /** {@code x · sigmoid(x)}. */
  public static Operand<TFloat32> silu(Ops tf, Operand<TFloat32> x) {
    return tf.math.mul(x, tf.math.sigmoid(x));
  }

  /** CLIP's approximation of GELU: {@code x · sigmoid(1.702 x)}. */
  public static Operand<TFloat32> quickGelu(Ops tf, Operand<TFloat32> x) {
    return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, tf.constant(1.702f))));
  }

  /** {@code x/2 · (1 + erf(x/√2))} (Hendrycks and Gimpel, 2016). */
  public static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
  }

  /** {@code x/2 · (1 + tanh(√(2/π)(x + 0.044715x³)))}, the approximation of the same paper. */
  public static Operand<TFloat32> geluTanh(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> square = tf.math.square(x);
    float scale = (float) Math.sqrt(2 / Math.PI);
    Operand<TFloat32> inner =
        tf.math.mul(
            x,
            tf.math.add(tf.constant(scale), tf.math.mul(square, tf.constant(scale * 0.044715f))));
    return tf.math.mul(
        tf.math.mul(x, tf.constant(0.5f)), tf.math.add(tf.math.tanh(inner), tf.constant(1f)));
  }
}
