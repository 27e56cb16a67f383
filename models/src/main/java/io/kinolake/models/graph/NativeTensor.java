package io.kinolake.models.graph;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.WeightSource;
import java.nio.FloatBuffer;
import org.tensorflow.Tensor;
import org.tensorflow.TensorMemory;
import org.tensorflow.types.TFloat32;

/**
 * A tensor in the engine's memory that both Java and graphs work on, without a copy between them on
 * a processor. Its content may be changed while no run uses it. Owns that memory until it is
 * closed; not thread-safe.
 */
public final class NativeTensor implements AutoCloseable {
  private final Tensor tensor;
  private final Shape shape;

  NativeTensor(Tensor tensor) {
    this.tensor = tensor;
    this.shape = Shape.of(tensor.shape().asArray());
  }

  /** Zeros as 32-bit floats. */
  public static NativeTensor zeros(Shape shape) {
    NativeTensor zeros =
        new NativeTensor(
            Tensor.of(TFloat32.class, org.tensorflow.ndarray.Shape.of(shape.toArray())));
    FloatBuffer floats = zeros.floats();
    float[] chunk = new float[Math.min(1 << 12, floats.capacity())];
    while (floats.hasRemaining()) {
      floats.put(chunk, 0, Math.min(chunk.length, floats.remaining()));
    }
    return zeros;
  }

  /** A copy. */
  public static NativeTensor of(HostTensor value) {
    return new NativeTensor(Transfer.toTensor(value));
  }

  /** A copy of a stored tensor as 32-bit floats. */
  public static NativeTensor floats(WeightSource weights, String name) {
    return new NativeTensor(Transfer.toTensor(weights, name, TFloat32.class));
  }

  public Shape shape() {
    return shape;
  }

  /**
   * The elements in place, for reading and writing; valid while the tensor is open.
   *
   * @throws IllegalStateException if they are no 32-bit floats, or more than 2 GiB
   */
  public FloatBuffer floats() {
    if (!(tensor instanceof TFloat32)) {
      throw new IllegalStateException(tensor.dataType() + " are no 32-bit floats");
    }
    if (tensor.numBytes() > Integer.MAX_VALUE) {
      throw new IllegalStateException("A tensor of " + tensor.numBytes() + " bytes has no view");
    }
    return TensorMemory.view(tensor, 0, (int) tensor.numBytes()).asFloatBuffer();
  }

  /** A copy of the content. */
  public HostTensor host() {
    return Transfer.toHost(tensor);
  }

  @Override
  public void close() {
    tensor.close();
  }

  /** Where its memory begins. */
  long address() {
    return TensorMemory.address(tensor);
  }

  /** How much memory it has. */
  long bytes() {
    return tensor.numBytes();
  }

  Tensor tensor() {
    return tensor;
  }
}
