package io.kinolake.models.weights;

import io.kinolake.models.tensor.Shape;
import java.util.List;

/**
 * A tensor's place in a storage.
 *
 * @param offset of its first element, in elements of the tensor's type
 * @param strides elements from one index to the next, for each axis
 */
record StorageView(TorchValue.Storage storage, TensorInfo info, long offset, List<Long> strides) {
  /** PyTorch's own limit. */
  private static final int MOST_AXES = 64;

  StorageView {
    strides = List.copyOf(strides);
    if (offset < 0
        || info.shape().rank() > MOST_AXES
        || strides.size() != info.shape().rank()
        || strides.stream().anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException(
          "A view of shape %s with offset %d and strides %s"
              .formatted(info.shape(), offset, strides));
    }
  }

  /**
   * Elements from the first to behind the last one; 0 if there are none.
   *
   * @throws ArithmeticException beyond 2^63
   */
  long span() {
    return span(info.shape(), strides);
  }

  /** Whether the elements lie in row-major order without gaps. */
  boolean isContiguous() {
    long expected = 1;
    for (int axis = info.shape().rank() - 1; axis >= 0; axis--) {
      long dim = info.shape().dim(axis);
      if (dim != 1 && strides.get(axis) != expected) {
        return info.shape().elements() == 0;
      }
      expected *= dim;
    }
    return true;
  }

  /** How many bytes the storage has by its own account. */
  long storageBytes() {
    return Math.multiplyExact(storage.elements(), storage.type().dtype().bytes());
  }

  private static long span(Shape shape, List<Long> strides) {
    if (shape.elements() == 0) {
      return 0;
    }
    long last = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      last = Math.addExact(last, Math.multiplyExact(shape.dim(axis) - 1, strides.get(axis)));
    }
    return Math.addExact(last, 1);
  }
}
