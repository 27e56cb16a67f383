package io.kinolake.models.weights;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.schemas.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Named tensors, mostly those of weight files. Thread-safe. The index is in memory; a tensor's
 * content is touched when it is asked for.
 */
public interface WeightSource extends AutoCloseable {

  /** Where the tensors come from, for messages. */
  String origin();

  /** Every tensor by name, in the order of the source; unmodifiable. */
  Map<String, TensorInfo> tensors();

  /**
   * A tensor. From a file it is mapped and not copied wherever it lies there in one piece, and
   * stays valid when the source is closed.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND if there is none of this name
   */
  HostTensor tensor(String name);

  /**
   * Copies a tensor's bytes from {@code offset} on until the buffer is full. From a file they are
   * read straight into the buffer: the way to fill an engine's memory without ever holding the
   * content twice.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_FOUND if there is none of this name
   * @throws IndexOutOfBoundsException if the tensor has fewer bytes
   */
  default void read(String name, long offset, ByteBuffer target) {
    tensor(name).bytes().read(offset, target);
  }

  /** Stands for the names, types, shapes and content: see {@link ContentDigest}. */
  default Fingerprint digest() {
    return ContentDigest.of(this);
  }

  @Override
  void close();
}
