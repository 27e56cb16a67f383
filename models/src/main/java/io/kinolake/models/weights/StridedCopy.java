package io.kinolake.models.weights;

import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.List;

/** Brings the elements of a view that lie in another order into row-major order, on the heap. */
final class StridedCopy {
  private final List<ByteBuffer> source;
  private final long[] dims;
  private final long[] strides;
  private final int elementBytes;
  private final ByteBuffer target;

  private StridedCopy(StorageView view, TensorBytes source) {
    this.source = source.pieces();
    this.dims = view.info().shape().toArray();
    this.strides = view.strides().stream().mapToLong(Long::longValue).toArray();
    this.elementBytes = view.info().dtype().bytes();
    this.target = ByteBuffer.allocate((int) view.info().byteSize());
  }

  /**
   * @param source the bytes from the view's first element to its last
   */
  static TensorBytes of(StorageView view, TensorBytes source, String origin) {
    if (view.info().byteSize() > TensorBytes.PIECE) {
      throw WeightErrors.refused(
          origin,
          "a tensor %s of more than %d bytes lies there with strides %s; save it with .contiguous()"
              .formatted(view.info(), TensorBytes.PIECE, view.strides()));
    }
    StridedCopy copy = new StridedCopy(view, source);
    copy.copy(0, 0);
    return TensorBytes.wrap(copy.target.flip());
  }

  private void copy(int axis, long position) {
    if (axis == dims.length) {
      element(position * elementBytes);
      return;
    }
    for (long i = 0; i < dims[axis]; i++) {
      copy(axis + 1, position + i * strides[axis]);
    }
  }

  private void element(long offset) {
    ByteBuffer piece = source.get((int) (offset / TensorBytes.PIECE));
    int at = (int) (offset % TensorBytes.PIECE);
    for (int i = 0; i < elementBytes; i++) {
      target.put(piece.get(at + i));
    }
  }
}
