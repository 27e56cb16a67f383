package io.kinolake.models.graph;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** Parameters of a graph under construction, with respect to which gradients can be taken. */
interface GraphParameters extends ParameterSource {
  /** The graph's value of every parameter asked for so far, in the order of the first time. */
  Map<String, Operand<? extends TFloating>> values();

  /** Which axes of a published kernel come where in what {@link #kernel} gives. */
  static int[] kernelOrder(String name, Shape shape) {
    return switch (shape.numDimensions()) {
      case 4 -> new int[] {2, 3, 1, 0};
      case 5 -> new int[] {3, 4, 1, 2, 0};
      default ->
          throw new IllegalArgumentException(
              "Kernel '" + name + "' " + shape + " is neither plane nor spatial");
    };
  }

  /**
   * Refuses a parameter that a network uses in two shapes.
   *
   * @throws KinolakeException INTERNAL
   */
  static void requireShape(String name, Shape known, Shape shape) {
    if (!known.equals(shape)) {
      throw new KinolakeException(
          FailureCode.INTERNAL,
          "Parameter '%s' is used as %s and as %s within one network."
              .formatted(name, known, shape));
    }
  }
}
