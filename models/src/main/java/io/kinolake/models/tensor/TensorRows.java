package io.kinolake.models.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Parts of tensors along their first axis. Copies; a part has at most 2^31 − 1 bytes. */
public final class TensorRows {
  private TensorRows() {}

  /** Rows {@code from} to {@code to}, exclusive, of the first axis. */
  public static HostTensor slice(HostTensor tensor, long from, long to) {
    long row = bytesOfRow(tensor);
    ByteBuffer target = allocate((to - from) * row);
    tensor.bytes().read(from * row, target);
    return new HostTensor(
        tensor.dtype(), withRows(tensor.shape(), to - from), TensorBytes.wrap(target.flip()));
  }

  /** Row {@code index} without the first axis. */
  public static HostTensor row(HostTensor tensor, long index) {
    return slice(tensor, index, index + 1).reshape(withoutRows(tensor.shape()));
  }

  /** Tensors of one type, one after another along the first axis. */
  public static HostTensor concat(List<HostTensor> parts) {
    HostTensor first = parts.get(0);
    long rows = parts.stream().mapToLong(part -> part.shape().dim(0)).sum();
    ByteBuffer target = allocate(rows * bytesOfRow(first));
    for (HostTensor part : parts) {
      if (part.dtype() != first.dtype()
          || !withoutRows(part.shape()).equals(withoutRows(first.shape()))) {
        throw new IllegalArgumentException(first + " is not continued by " + part);
      }
      part.bytes().pieces().forEach(target::put);
    }
    return new HostTensor(
        first.dtype(), withRows(first.shape(), rows), TensorBytes.wrap(target.flip()));
  }

  /** Tensors of one type and shape along a new first axis. */
  public static HostTensor stack(List<HostTensor> parts) {
    return concat(
        parts.stream()
            .map(
                part -> {
                  List<Long> dims = new ArrayList<>(List.of(1L));
                  dims.addAll(part.shape().dims());
                  return part.reshape(new Shape(dims));
                })
            .toList());
  }

  private static long bytesOfRow(HostTensor tensor) {
    return Math.multiplyExact(withoutRows(tensor.shape()).elements(), tensor.dtype().bytes());
  }

  private static Shape withRows(Shape shape, long rows) {
    List<Long> dims = new ArrayList<>(shape.dims());
    dims.set(0, rows);
    return new Shape(dims);
  }

  private static Shape withoutRows(Shape shape) {
    return new Shape(shape.dims().subList(1, shape.rank()));
  }

  private static ByteBuffer allocate(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
