package io.kinolake.models.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Parameters that are handed to each run as 32-bit floats, so that one graph serves all blocks of a
 * kind and whoever trains them keeps them. Gradients have the published order of axes.
 */
final class FedParameters implements GraphParameters {
  private final Ops tf;
  private final Precision precision;
  private final Map<String, Placeholder<TFloat32>> fed = new LinkedHashMap<>();
  private final Map<String, Operand<? extends TFloating>> narrow = new LinkedHashMap<>();

  FedParameters(Ops tf, Precision precision) {
    this.tf = tf;
    this.precision = precision;
  }

  /** What takes the value of each parameter asked for so far. */
  Map<String, Placeholder<TFloat32>> fed() {
    return Collections.unmodifiableMap(fed);
  }

  @Override
  public Map<String, Operand<? extends TFloating>> values() {
    return Collections.unmodifiableMap(fed);
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Operand<TFloat32> vector(String name, Shape shape) {
    Placeholder<TFloat32> known =
        fed.computeIfAbsent(name, key -> tf.placeholder(TFloat32.class, Placeholder.shape(shape)));
    GraphParameters.requireShape(name, known.shape(), shape);
    return known;
  }

  @Override
  public Operand<? extends TFloating> matrix(String name, Shape shape) {
    Operand<TFloat32> value = vector(name, shape);
    return precision == Precision.FLOAT32
        ? value
        : narrow.computeIfAbsent(name, key -> tf.dtypes.cast(value, TBfloat16.class));
  }

  @Override
  public Operand<? extends TFloating> kernel(String name, Shape shape) {
    return Dimensions.transpose(tf, matrix(name, shape), GraphParameters.kernelOrder(name, shape));
  }
}
