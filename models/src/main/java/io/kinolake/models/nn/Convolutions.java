package io.kinolake.models.nn;

import io.kinolake.models.graph.Dimensions;
import io.kinolake.models.graph.NetScope;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Convolutions over pictures with the parameters {@code weight} [out, in, height, width] and {@code
 * bias} [out]. Pictures are [batch, height, width, channels], the order in which processors are
 * quick; sizes other than channels need not be known.
 */
public final class Convolutions {
  private Convolutions() {}

  /** Rows and columns of zeros around a picture. */
  public record Padding(long top, long bottom, long left, long right) {
    /** As many on every side. */
    public static Padding around(long size) {
      return new Padding(size, size, size, size);
    }
  }

  /** A convolution with an odd square kernel, which keeps the picture's size. */
  public static Operand<TFloat32> same(
      NetScope scope, Operand<TFloat32> x, long in, long out, long size) {
    Operand<? extends TFloating> kernel = scope.kernel("weight", out, in, size, size);
    return biased(scope, x, kernel, 1, Padding.around(size / 2), out);
  }

  /** A convolution with a 3×3 kernel and stride 2 after a row and a column of zeros at the end. */
  public static Operand<TFloat32> halved(NetScope scope, Operand<TFloat32> x, long channels) {
    Operand<? extends TFloating> kernel = scope.kernel("weight", channels, channels, 3, 3);
    return biased(scope, x, kernel, 2, new Padding(0, 1, 0, 1), channels);
  }

  /**
   * A convolution and the bias {@code bias} of the scope.
   *
   * @param kernel [height, width, in, out]
   */
  static Operand<TFloat32> biased(
      NetScope scope,
      Operand<TFloat32> x,
      Operand<? extends TFloating> kernel,
      long stride,
      Padding padding,
      long out) {
    Ops tf = scope.tf();
    return tf.nn.biasAdd(apply(tf, x, kernel, stride, padding), scope.vector("bias", out));
  }

  /**
   * A convolution in the format of its kernel, with a 32-bit result.
   *
   * @param kernel [height, width, in, out], from {@link NetScope#kernel}
   */
  public static Operand<TFloat32> apply(
      Ops tf,
      Operand<TFloat32> x,
      Operand<? extends TFloating> kernel,
      long stride,
      Padding padding) {
    if (kernel.type() == TFloat32.class) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> same = (Operand<TFloat32>) kernel;
      return convolve(tf, x, same, stride, padding);
    }
    @SuppressWarnings("unchecked")
    Operand<TBfloat16> narrow = (Operand<TBfloat16>) kernel;
    return tf.dtypes.cast(
        convolve(tf, tf.dtypes.cast(x, TBfloat16.class), narrow, stride, padding), TFloat32.class);
  }

  /** Every row and column twice: nearest-neighbour interpolation to twice the size. */
  public static Operand<TFloat32> doubled(Ops tf, Operand<TFloat32> x) {
    long channels = x.shape().get(3);
    Dimensions.Size two = Dimensions.of(2);
    Dimensions.Size height = Dimensions.of(tf, x, 1);
    Dimensions.Size width = Dimensions.times(tf, Dimensions.of(tf, x, 2), two);
    // A pixel or row put after itself within its own axis is its copy beside it.
    Operand<TFloat32> wide = tf.concat(List.of(x, x), tf.constant(3));
    Operand<TFloat32> rows =
        Dimensions.reshape(
            tf,
            wide,
            Dimensions.of(-1),
            height,
            Dimensions.times(tf, width, Dimensions.of(channels)));
    return Dimensions.reshape(
        tf,
        tf.concat(List.of(rows, rows), tf.constant(2)),
        Dimensions.of(-1),
        Dimensions.times(tf, height, two),
        width,
        Dimensions.of(channels));
  }

  private static <T extends TFloating> Operand<T> convolve(
      Ops tf, Operand<T> x, Operand<T> kernel, long stride, Padding padding) {
    return tf.nn.conv2d(
        x,
        kernel,
        List.of(1L, stride, stride, 1L),
        "EXPLICIT",
        Conv2d.explicitPaddings(
            0L, 0L, padding.top(), padding.bottom(), padding.left(), padding.right(), 0L, 0L));
  }
}
