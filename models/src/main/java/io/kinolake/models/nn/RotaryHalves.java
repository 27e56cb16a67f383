package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Rotary positions (Su et al., 2021) that pair element i of a head's vector with element i +
 * size/2, as LLaMA does: pair i turns by {@code position · base^(−2i/size)}.
 *
 * @param cosine of the angles, broadcast to [batch, heads, tokens, size / 2]
 * @param sine of the angles, likewise
 */
public record RotaryHalves(Operand<TFloat32> cosine, Operand<TFloat32> sine) {

  /**
   * Angles of some positions.
   *
   * @param positions [batch, tokens], or [1, tokens] where they are the same in the whole batch
   * @param size length of a head's vectors
   */
  public static RotaryHalves of(Ops tf, Operand<TInt32> positions, int size, double base) {
    float[] frequencies = new float[size / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) Math.pow(base, -2.0 * i / size);
    }
    Operand<TFloat32> places =
        Dimensions.reshape(
            tf,
            tf.dtypes.cast(positions, TFloat32.class),
            Dimensions.of(tf, positions, 0),
            Dimensions.of(1),
            Dimensions.of(tf, positions, 1),
            Dimensions.of(1));
    Operand<TFloat32> angles = tf.math.mul(places, tf.constant(frequencies));
    return new RotaryHalves(tf.math.cos(angles), tf.math.sin(angles));
  }

  /** Turns vectors [batch, heads, tokens, size]. */
  public Operand<TFloat32> rotate(Ops tf, Operand<TFloat32> x) {
    List<Output<TFloat32>> halves = tf.split(tf.constant(-1), x, 2L).output();
    Operand<TFloat32> first = halves.get(0);
    Operand<TFloat32> second = halves.get(1);
    Operand<TFloat32> turned = tf.math.sub(tf.math.mul(first, cosine), tf.math.mul(second, sine));
    Operand<TFloat32> other = tf.math.add(tf.math.mul(second, cosine), tf.math.mul(first, sine));
    return tf.concat(List.of(turned, other), tf.constant(-1));
  }
}
