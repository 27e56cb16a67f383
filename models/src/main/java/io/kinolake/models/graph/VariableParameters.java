package io.kinolake.models.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Parameters held in variables on the network's device, so that they are sent there once. A
 * variable takes over the memory of the value that it is first given; no second copy is made on a
 * processor.
 */
final class VariableParameters implements GraphParameters {
  private final Ops tf;
  private final Precision precision;
  private final Map<String, Held> held = new LinkedHashMap<>();

  VariableParameters(Ops tf, Precision precision) {
    this.tf = tf;
    this.precision = precision;
  }

  /**
   * One parameter.
   *
   * @param shape as published
   * @param value the value as the graph reads it
   * @param finite whether no number of the value is NaN or infinite
   * @param fed takes the value that {@code assign} stores
   * @param isReordered whether the axes are stored in another order than published
   */
  record Held(
      Shape shape,
      Class<? extends TFloating> type,
      Operand<? extends TFloating> value,
      Operand<TBool> finite,
      Placeholder<? extends TFloating> fed,
      Op assign,
      boolean isReordered) {

    /** What the value takes in the graph's type, whatever type it is published in. */
    long byteSize() {
      return shape.size() * Transfer.dtypeOf(type).bytes();
    }
  }

  /** All parameters asked for so far, in the order of the first time. */
  Map<String, Held> held() {
    return Collections.unmodifiableMap(held);
  }

  @Override
  public Map<String, Operand<? extends TFloating>> values() {
    Map<String, Operand<? extends TFloating>> values = new LinkedHashMap<>();
    held.forEach((name, parameter) -> values.put(name, parameter.value()));
    return values;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Operand<TFloat32> vector(String name, Shape shape) {
    Operand<? extends TFloating> value = get(name, shape, TFloat32.class);
    if (value.type() == TFloat32.class) {
      @SuppressWarnings("unchecked")
      Operand<TFloat32> same = (Operand<TFloat32>) value;
      return same;
    }
    return tf.dtypes.cast(value, TFloat32.class);
  }

  @Override
  public Operand<? extends TFloating> matrix(String name, Shape shape) {
    return get(name, shape, matrixType());
  }

  @Override
  public Operand<? extends TFloating> kernel(String name, Shape shape) {
    return get(name, shape, matrixType(), GraphParameters.kernelOrder(name, shape));
  }

  private Class<? extends TFloating> matrixType() {
    return precision == Precision.BFLOAT16 ? TBfloat16.class : TFloat32.class;
  }

  private Operand<? extends TFloating> get(
      String name, Shape shape, Class<? extends TFloating> type, int... order) {
    Held known = held.computeIfAbsent(name, key -> hold(key, shape, type, order));
    GraphParameters.requireShape(name, known.shape(), shape);
    return known.value();
  }

  private <T extends TFloating> Held hold(String name, Shape shape, Class<T> type, int... order) {
    Placeholder<T> fed = tf.placeholder(type, Placeholder.shape(shape));
    Operand<T> stored = order.length == 0 ? fed : Dimensions.transpose(tf, fed, order);
    VarHandleOp handle = tf.varHandleOp(type, stored.shape(), VarHandleOp.sharedName(name));
    Operand<T> value = tf.readVariableOp(handle, type);
    Operand<TBool> finite =
        tf.reduceAll(tf.math.isFinite(Dimensions.reshape(tf, value, -1)), tf.constant(0));
    Op assign = tf.assignVariableOp(handle, stored);
    return new Held(shape, type, value, finite, fed, assign, order.length > 0);
  }
}
