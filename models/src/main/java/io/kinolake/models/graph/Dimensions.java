package io.kinolake.models.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Reshaping where some sizes are known only when the graph runs. A size is either a number or
 * {@link #of taken from a value}; the graph computes only what the builder does not know.
 */
public final class Dimensions {
  private Dimensions() {}

  /** One size: a number, or one that the graph finds out. */
  public sealed interface Size permits Known, Found {}

  /** A size known while the graph is built; -1 stands for what remains. */
  public record Known(long value) implements Size {}

  /** A size that the graph finds out as it runs. */
  public record Found(Operand<TInt32> scalar) implements Size {}

  /** A size as a number. */
  public static Size of(long value) {
    return new Known(value);
  }

  /**
   * The size of {@code value} along {@code axis}.
   *
   * @param axis counted from the end where negative
   */
  public static Size of(Ops tf, Operand<?> value, int axis) {
    Shape shape = value.shape();
    int index = axis < 0 ? axis + shape.numDimensions() : axis;
    long known = shape.get(index);
    if (known != Shape.UNKNOWN_SIZE) {
      return new Known(known);
    }
    return new Found(
        tf.squeeze(
            tf.slice(tf.shape(value), tf.constant(new int[] {index}), tf.constant(new int[] {1}))));
  }

  /** The product of two sizes. */
  public static Size times(Ops tf, Size one, Size other) {
    if (one instanceof Known a && other instanceof Known b) {
      return new Known(a.value() * b.value());
    }
    return new Found(tf.math.mul(scalar(tf, one), scalar(tf, other)));
  }

  /** A size divided by a number of which it is a multiple. */
  public static Size over(Ops tf, Size size, int divisor) {
    if (size instanceof Known known) {
      return new Known(known.value() / divisor);
    }
    return new Found(tf.math.floorDiv(scalar(tf, size), tf.constant(divisor)));
  }

  /** The size as a scalar of the graph. */
  public static Operand<TInt32> scalar(Ops tf, Size size) {
    return size instanceof Known known
        ? tf.constant(Math.toIntExact(known.value()))
        : ((Found) size).scalar();
  }

  /** The sizes as a vector of the graph. */
  public static Operand<TInt32> vector(Ops tf, Size... sizes) {
    int[] known = new int[sizes.length];
    boolean all = true;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] instanceof Known size) {
        known[i] = Math.toIntExact(size.value());
      } else {
        all = false;
      }
    }
    if (all) {
      return tf.constant(known);
    }
    List<Operand<TInt32>> scalars = new ArrayList<>();
    for (Size size : sizes) {
      scalars.add(scalar(tf, size));
    }
    return tf.stack(scalars);
  }

  /** {@code value} in another shape with as many elements. */
  public static <T extends TType> Operand<T> reshape(Ops tf, Operand<T> value, Size... sizes) {
    return tf.reshape(value, vector(tf, sizes));
  }

  /** {@code value} in another shape with as many elements; -1 stands for what remains. */
  public static <T extends TType> Operand<T> reshape(Ops tf, Operand<T> value, long... sizes) {
    int[] shape = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      shape[i] = Math.toIntExact(sizes[i]);
    }
    return tf.reshape(value, tf.constant(shape));
  }

  /** {@code value} with its axes in another order. */
  public static <T extends TType> Operand<T> transpose(Ops tf, Operand<T> value, int... axes) {
    return tf.linalg.transpose(value, tf.constant(axes));
  }

  /** The last axis of {@code like} replaced by {@code last}, which may be several axes. */
  public static <T extends TType> Operand<T> reshapeLast(
      Ops tf, Operand<T> value, Operand<?> like, long... last) {
    int leading = like.shape().numDimensions() - 1;
    Size[] sizes = new Size[leading + last.length];
    int unknown = 0;
    for (int i = 0; i < leading; i++) {
      long known = like.shape().get(i);
      unknown += known == Shape.UNKNOWN_SIZE ? 1 : 0;
    }
    for (int i = 0; i < leading; i++) {
      boolean inferred = like.shape().get(i) == Shape.UNKNOWN_SIZE && unknown == 1;
      sizes[i] = inferred ? new Known(-1) : of(tf, like, i);
    }
    for (int i = 0; i < last.length; i++) {
      sizes[leading + i] = new Known(last[i]);
    }
    return reshape(tf, value, sizes);
  }
}
