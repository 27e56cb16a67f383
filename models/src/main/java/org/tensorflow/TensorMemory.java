package org.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory of a tensor. It stands in TensorFlow's package because the handle of a tensor is
 * visible only there; the public way to a tensor's content copies byte by byte.
 */
public final class TensorMemory {
  private TensorMemory() {}

  /**
   * A view of a part of a tensor's memory; valid while the tensor is open.
   *
   * @param offset in bytes
   * @param length in bytes, at most 2^31 − 1
   */
  public static ByteBuffer view(Tensor tensor, long offset, int length) {
    if (offset < 0 || length < 0 || offset + length > tensor.numBytes()) {
      throw new IndexOutOfBoundsException(
          "Bytes %d to %d of %d".formatted(offset, offset + length, tensor.numBytes()));
    }
    Pointer data = TF_TensorData(tensor.asRawTensor().nativeHandle());
    BytePointer bytes = new BytePointer(data).position(offset).limit(offset + length);
    return bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where a tensor's memory begins; tensors of one run may share it. */
  public static long address(Tensor tensor) {
    return TF_TensorData(tensor.asRawTensor().nativeHandle()).address();
  }
}
