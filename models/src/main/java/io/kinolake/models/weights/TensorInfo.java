package io.kinolake.models.weights;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.Shape;

/** What is known of a tensor before it is read. */
public record TensorInfo(DType dtype, Shape shape) {

  /**
   * Bytes of the content.
   *
   * @throws ArithmeticException beyond 2^63
   */
  public long byteSize() {
    return Math.multiplyExact(shape.elements(), dtype.bytes());
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }
}
