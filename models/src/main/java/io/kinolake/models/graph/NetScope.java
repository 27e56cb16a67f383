package io.kinolake.models.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TType;

/**
 * A place within a network under construction: the graph, the parameters and a name prefix, so that
 * a block finds its parameters by their short names. Immutable; {@link #at} makes the scope of a
 * part.
 *
 * @param tf operations of the graph
 * @param parameters where parameters come from
 * @param prefix prefix of parameter names, empty or ending in a dot
 * @param taps sees intermediate values
 */
public record NetScope(Ops tf, ParameterSource parameters, String prefix, Taps taps) {
  /** The scope of a part: its parameters are named {@code prefix + child + "."}. */
  public NetScope at(String child) {
    return new NetScope(tf, parameters, prefix + child + ".", taps);
  }

  /** The scope of an element of a list of parts. */
  public NetScope at(String list, int index) {
    return at(list + "." + index);
  }

  /** The same place, seen by other taps. */
  public NetScope with(Taps other) {
    return new NetScope(tf, parameters, prefix, other);
  }

  /** Parameter {@code name} of this part as 32-bit floats. */
  public Operand<TFloat32> vector(String name, long... shape) {
    return parameters.vector(prefix + name, Shape.of(shape));
  }

  /** Parameter {@code name} of this part in the format in which matrices are multiplied. */
  public Operand<? extends TFloating> matrix(String name, long... shape) {
    return parameters.matrix(prefix + name, Shape.of(shape));
  }

  /**
   * Parameter {@code name} of this part as a convolution's kernel: see {@link
   * ParameterSource#kernel}.
   *
   * @param shape as published
   */
  public Operand<? extends TFloating> kernel(String name, long... shape) {
    return parameters.kernel(prefix + name, Shape.of(shape));
  }

  /** Shows an intermediate value and passes it on. */
  public <T extends TType> Operand<T> tap(String name, Operand<T> value) {
    taps.see(name, value);
    return value;
  }
}
