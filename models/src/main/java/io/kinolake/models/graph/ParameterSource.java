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

  /** The format of {@link #matrix}. */
  Precision precision();
}
