package io.kinolake.models.weights;

import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of which tensors of a file a network's parameter is made. */
public sealed interface WeightOrigin {

  /** Names and shapes of the tensors that a parameter of this shape is made of. */
  Map<String, Shape> parts(Shape parameter);

  /** The parameter. */
  HostTensor read(WeightSource source);

  /** Copies the parameter's bytes from {@code offset} on until the buffer is full. */
  default void read(WeightSource source, long offset, ByteBuffer target) {
    read(source).bytes().read(offset, target);
  }

  /** A tensor as it is, under its name in the file. */
  record Named(String name) implements WeightOrigin {
    @Override
    public Map<String, Shape> parts(Shape parameter) {
      return Map.of(name, parameter);
    }

    @Override
    public HostTensor read(WeightSource source) {
      return source.tensor(name);
    }

    @Override
    public void read(WeightSource source, long offset, ByteBuffer target) {
      source.read(name, offset, target);
    }
  }

  /** A matrix that is a convolution of size 1×1 in the file. */
  record Pointwise(String name) implements WeightOrigin {
    @Override
    public Map<String, Shape> parts(Shape parameter) {
      return Map.of(name, Shape.of(parameter.dim(0), parameter.dim(1), 1, 1));
    }

    @Override
    public HostTensor read(WeightSource source) {
      HostTensor tensor = source.tensor(name);
      return tensor.reshape(Shape.of(tensor.shape().dim(0), tensor.shape().dim(1)));
    }

    @Override
    public void read(WeightSource source, long offset, ByteBuffer target) {
      source.read(name, offset, target);
    }
  }

  /** A matrix with its axes exchanged. */
  record Transposed(String name) implements WeightOrigin {
    @Override
    public Map<String, Shape> parts(Shape parameter) {
      return Map.of(name, Shape.of(parameter.dim(1), parameter.dim(0)));
    }

    @Override
    public HostTensor read(WeightSource source) {
      HostTensor matrix = source.tensor(name);
      int rows = Math.toIntExact(matrix.shape().dim(0));
      int columns = Math.toIntExact(matrix.shape().dim(1));
      int size = matrix.dtype().bytes();
      byte[] from = bytes(matrix);
      byte[] to = new byte[from.length];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          System.arraycopy(
              from, (row * columns + column) * size, to, (column * rows + row) * size, size);
        }
      }
      return new HostTensor(matrix.dtype(), Shape.of(columns, rows), TensorBytes.wrap(to));
    }
  }

  /** Tensors of one shape, one after another along their first axis. */
  record Stacked(List<String> names) implements WeightOrigin {
    public Stacked {
      names = List.copyOf(names);
    }

    @Override
    public Map<String, Shape> parts(Shape parameter) {
      long[] dims = parameter.toArray();
      dims[0] /= names.size();
      Map<String, Shape> parts = new LinkedHashMap<>();
      names.forEach(name -> parts.put(name, Shape.of(dims)));
      return parts;
    }

    @Override
    public HostTensor read(WeightSource source) {
      List<HostTensor> parts = names.stream().map(source::tensor).toList();
      DType dtype = parts.get(0).dtype();
      long[] dims = parts.get(0).shape().toArray();
      dims[0] *= parts.size();
      Shape shape = Shape.of(dims);
      ByteBuffer all =
          ByteBuffer.allocate(Math.toIntExact(shape.elements() * dtype.bytes()))
              .order(ByteOrder.LITTLE_ENDIAN);
      parts.forEach(part -> all.put(bytes(part.cast(dtype))));
      return new HostTensor(dtype, shape, TensorBytes.wrap(all.flip()));
    }
  }

  private static byte[] bytes(HostTensor tensor) {
    byte[] bytes = new byte[Math.toIntExact(tensor.bytes().size())];
    tensor.bytes().read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
