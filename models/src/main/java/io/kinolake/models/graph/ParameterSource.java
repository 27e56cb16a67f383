package io.kinolake.models.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Where a network's parameters come from while its graph is built. Names are those of the published
 * checkpoint. Asking twice for one name gives the same parameter; asking with another shape is a
 * bug in the network.
 */
public interface ParameterSource {
  /** A parameter as 32-bit floats. */
  Operand<TFloat32> vector(String name, Shape shape);

  /** A parameter in the format in which matrices are multiplied. */
  Operand<? extends TFloating> matrix(String name, Shape shape);

  /**
   * The kernel of a convolution, in the format of {@link #matrix} and in the order in which
   * convolutions read it, so that no run has to turn it.
   *
   * @param shape as published: [out, in, height, width] or [out, in, time, height, width]
   * @return [height, width, in, out] or [height, width, in, time, out]; gradients have this order
   *     too
   */
  Operand<? extends TFloating> kernel(String name, Shape shape);

  /** The format of {@link #matrix}. */
  Precision precision();
}
