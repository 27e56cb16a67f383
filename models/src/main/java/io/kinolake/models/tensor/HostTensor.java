package io.kinolake.models.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Objects;

/**
 * A tensor in the memory of this process: row-major, little-endian. Immutable and thread-safe. It
 * may be larger than 2 GiB; only the conversions to Java arrays cannot (2^31 - 1 elements).
 */
public final class HostTensor {
  private final DType dtype;
  private final Shape shape;
  private final TensorBytes bytes;

  /**
   * @throws IllegalArgumentException if the bytes are not as many as the type and shape take
   */
  public HostTensor(DType dtype, Shape shape, TensorBytes bytes) {
    this.dtype = Objects.requireNonNull(dtype);
    this.shape = Objects.requireNonNull(shape);
    this.bytes = Objects.requireNonNull(bytes);
    long needed = Math.multiplyExact(shape.elements(), dtype.bytes());
    if (bytes.size() != needed) {
      throw new IllegalArgumentException(
          "%s of shape %s takes %d bytes, not %d".formatted(dtype, shape, needed, bytes.size()));
    }
  }

  /** F32 with these values. */
  public static HostTensor floats(Shape shape, float... values) {
    return rounded(DType.F32, shape, values);
  }

  /** These values in a floating type, rounded to nearest even. */
  public static HostTensor rounded(DType dtype, Shape shape, float... values) {
    ByteBuffer target = allocate(values.length, dtype);
    for (float value : values) {
      Elements.putReal(dtype, target, value);
    }
    return finish(dtype, shape, target);
  }

  /** F64 with these values. */
  public static HostTensor doubles(Shape shape, double... values) {
    ByteBuffer target = allocate(values.length, DType.F64);
    for (double value : values) {
      target.putDouble(value);
    }
    return finish(DType.F64, shape, target);
  }

  /**
   * These values in an integer type or BOOL.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  public static HostTensor integers(DType dtype, Shape shape, long... values) {
    ByteBuffer target = allocate(values.length, dtype);
    for (long value : values) {
      Elements.putInteger(dtype, target, value);
    }
    return finish(dtype, shape, target);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The content, not copied. */
  public TensorBytes bytes() {
    return bytes;
  }

  /** The values of any type as floats: F64 and large integers are rounded. */
  public float[] toFloats() {
    float[] values = new float[length()];
    int next = 0;
    for (ByteBuffer piece : bytes.pieces()) {
      next = copy(piece, values, next);
    }
    return values;
  }

  /**
   * Copies a piece's values; those of the types that are converted most without a look at the type
   * of each.
   *
   * @return where the next piece's begin
   */
  private int copy(ByteBuffer piece, float[] values, int begin) {
    int count = Math.toIntExact(piece.remaining() / dtype.bytes());
    switch (dtype) {
      case F32 -> piece.asFloatBuffer().get(values, begin, count);
      case BF16 -> {
        ShortBuffer halves = piece.asShortBuffer();
        for (int i = 0; i < count; i++) {
          values[begin + i] = BFloat16.toFloat(halves.get(i));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          values[begin + i] = (float) Elements.real(dtype, piece);
        }
      }
    }
    return begin + count;
  }

  /** The values of any type as doubles: integers beyond 2^53 are rounded. */
  public double[] toDoubles() {
    double[] values = new double[length()];
    int next = 0;
    for (ByteBuffer piece : bytes.pieces()) {
      while (piece.hasRemaining()) {
        values[next++] = Elements.real(dtype, piece);
      }
    }
    return values;
  }

  /**
   * The values of an integer type or BOOL.
   *
   * @throws IllegalStateException for a floating type
   */
  public long[] toLongs() {
    if (dtype.isFloating()) {
      throw new IllegalStateException(dtype + " has no exact integers; take toDoubles");
    }
    long[] values = new long[length()];
    int next = 0;
    for (ByteBuffer piece : bytes.pieces()) {
      while (piece.hasRemaining()) {
        values[next++] = Elements.integer(dtype, piece);
      }
    }
    return values;
  }

  /**
   * The same values in another type. Floating types are rounded to nearest even, F64 to a half type
   * by way of F32 as PyTorch does; integers must fit.
   *
   * @throws IllegalArgumentException for a floating type cast to integers, or a value that does not
   *     fit
   */
  public HostTensor cast(DType target) {
    if (target == dtype) {
      return this;
    }
    if (target == DType.F64) {
      return doubles(shape, toDoubles());
    }
    if (target.isFloating()) {
      return rounded(target, shape, toFloats());
    }
    if (dtype.isFloating()) {
      throw new IllegalArgumentException("%s is not cast to %s".formatted(dtype, target));
    }
    return integers(target, shape, toLongs());
  }

  /** The same content in another shape of as many elements. */
  public HostTensor reshape(Shape other) {
    return new HostTensor(dtype, other, bytes);
  }

  /** Type, shape and every byte are equal; a NaN equals itself, and zeros of both signs differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HostTensor tensor
        && dtype == tensor.dtype
        && shape.equals(tensor.shape)
        && bytes.pieces().equals(tensor.bytes.pieces());
  }

  @Override
  public int hashCode() {
    return Objects.hash(dtype, shape, bytes.pieces());
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }

  private int length() {
    return Math.toIntExact(shape.elements());
  }

  private static ByteBuffer allocate(int elements, DType dtype) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, dtype.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static HostTensor finish(DType dtype, Shape shape, ByteBuffer target) {
    return new HostTensor(dtype, shape, TensorBytes.wrap(target.flip()));
  }
}
