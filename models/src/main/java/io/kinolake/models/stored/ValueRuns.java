package io.kinolake.models.stored;

import io.kinolake.models.tensor.BFloat16;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a tensor as equally long runs of such that follow one another, each run with 255
 * equal steps from its least value to its greatest.
 *
 * @param shape of the tensor
 * @param ranges shape of the runs' ranges; the last extent is 2
 * @param length numbers of each run
 */
record ValueRuns(Shape shape, Shape ranges, int length) {
  private static final int MOST = 255;

  /** Columns of an embedding that share a range, where its width is a multiple. */
  private static final int GROUP = 128;

  /** The planes of latents [frames, channels, height, width]. */
  static ValueRuns planes(Shape shape) {
    if (shape.rank() != 4 || shape.elements() == 0) {
      throw new IllegalArgumentException("latents have the shape " + shape);
    }
    return new ValueRuns(
        shape,
        Shape.of(shape.dim(0), shape.dim(1), 2),
        Math.toIntExact(shape.dim(2) * shape.dim(3)));
  }

  /** Groups of columns of embeddings [tokens, width]; whole rows where they cannot be cut so. */
  static ValueRuns groups(Shape shape) {
    if (shape.rank() != 2 || shape.elements() == 0) {
      throw new IllegalArgumentException("embeddings have the shape " + shape);
    }
    int width = Math.toIntExact(shape.dim(1));
    int length = width % GROUP == 0 ? GROUP : width;
    return new ValueRuns(shape, Shape.of(shape.dim(0), width / length, 2), length);
  }

  /**
   * The runs of stored codes.
   *
   * @throws IllegalArgumentException if codes and ranges do not belong together
   */
  static ValueRuns of(HostTensor codes, HostTensor ranges) {
    List<Long> dims = new ArrayList<>(ranges.shape().dims());
    long count = ranges.shape().elements() / 2;
    if (codes.dtype() != DType.U8
        || dims.isEmpty()
        || dims.get(dims.size() - 1) != 2
        || count == 0
        || codes.shape().elements() % count != 0) {
      throw new IllegalArgumentException("%s does not go with %s".formatted(codes, ranges));
    }
    return new ValueRuns(
        codes.shape(), ranges.shape(), Math.toIntExact(codes.shape().elements() / count));
  }

  /** The least value and the step of each run: F32. */
  HostTensor rangesOf(HostTensor tensor) {
    float[] values = tensor.toFloats();
    float[] found = new float[2 * (values.length / length)];
    for (int run = 0; run < found.length / 2; run++) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = run * length; i < (run + 1) * length; i++) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
      found[2 * run] = least;
      found[2 * run + 1] = (most - least) / MOST;
    }
    return HostTensor.floats(ranges, found);
  }

  /** The nearest step of each value: U8. */
  HostTensor codes(HostTensor tensor, HostTensor range) {
    float[] values = tensor.toFloats();
    float[] found = range.toFloats();
    byte[] codes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      int run = i / length;
      float step = found[2 * run + 1];
      int code = step == 0 ? 0 : Math.round((values[i] - found[2 * run]) / step);
      codes[i] = (byte) Math.min(MOST, Math.max(0, code));
    }
    return new HostTensor(DType.U8, shape, TensorBytes.wrap(codes));
  }

  /** The values of codes: BF16. */
  HostTensor decoded(HostTensor codes, HostTensor range) {
    float[] found = range.toFloats();
    ByteBuffer values =
        ByteBuffer.allocate(Math.toIntExact(shape.elements() * Short.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    ShortBuffer target = values.asShortBuffer();
    byte[] stored = new byte[length];
    short[] run = new short[length];
    short[] table = new short[MOST + 1];
    for (int i = 0; i < found.length / 2; i++) {
      codes.bytes().read((long) i * length, ByteBuffer.wrap(stored));
      decode(stored, found[2 * i], found[2 * i + 1], table, run);
      target.put(run);
    }
    return new HostTensor(StoredTensors.VALUES, shape, TensorBytes.wrap(values));
  }

  /** The values of a run's codes, looked up where there are more of them than codes. */
  private static void decode(byte[] codes, float least, float step, short[] table, short[] values) {
    if (codes.length < table.length) {
      for (int i = 0; i < codes.length; i++) {
        values[i] = BFloat16.fromFloat(least + step * Byte.toUnsignedInt(codes[i]));
      }
      return;
    }
    for (int code = 0; code < table.length; code++) {
      table[code] = BFloat16.fromFloat(least + step * code);
    }
    for (int i = 0; i < codes.length; i++) {
      values[i] = table[Byte.toUnsignedInt(codes[i])];
    }
  }
}
