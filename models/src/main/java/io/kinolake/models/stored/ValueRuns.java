package io.kinolake.models.stored;

import io.kinolake.models.tensor.BFloat16;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.tensor.TensorBytes;
import java.nio.ByteBuffer;
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

  /** The values of codes, as they are once rounded to BF16. */
  float[] floats(HostTensor codes, HostTensor range) {
    float[] found = range.toFloats();
    float[] values = new float[Math.toIntExact(shape.elements())];
    byte[] stored = new byte[length];
    float[] table = new float[length > MOST ? MOST + 1 : 0]; // of each code where they recur
    for (int run = 0; run < found.length / 2; run++) {
      float least = found[2 * run];
      float step = found[2 * run + 1];
      for (int code = 0; code < table.length; code++) {
        table[code] = value(least, step, code);
      }
      codes.bytes().read((long) run * length, ByteBuffer.wrap(stored));
      for (int i = 0; i < length; i++) {
        int code = Byte.toUnsignedInt(stored[i]);
        values[run * length + i] = table.length > 0 ? table[code] : value(least, step, code);
      }
    }
    return values;
  }

  private static float value(float least, float step, int code) {
    return BFloat16.toFloat(BFloat16.fromFloat(least + step * code));
  }
}
