package io.kinolake.models.tensor;

import java.nio.ByteBuffer;

/** Single elements, read from and written to a little-endian buffer. */
final class Elements {
  private Elements() {}

  static double real(DType dtype, ByteBuffer source) {
    return switch (dtype) {
      case F64 -> source.getDouble();
      case F32 -> source.getFloat();
      case F16 -> Float16.toFloat(source.getShort());
      case BF16 -> BFloat16.toFloat(source.getShort());
      default -> integer(dtype, source);
    };
  }

  static long integer(DType dtype, ByteBuffer source) {
    return switch (dtype) {
      case I64 -> source.getLong();
      case I32 -> source.getInt();
      case I16 -> source.getShort();
      case I8 -> source.get();
      case U8 -> source.get() & 0xff;
      case BOOL -> source.get() == 0 ? 0 : 1;
      default -> throw new IllegalArgumentException(dtype + " is not a type of integers");
    };
  }

  static void putReal(DType dtype, ByteBuffer target, float value) {
    switch (dtype) {
      case F64 -> target.putDouble(value);
      case F32 -> target.putFloat(value);
      case F16 -> target.putShort(Float16.fromFloat(value));
      case BF16 -> target.putShort(BFloat16.fromFloat(value));
      default -> throw new IllegalArgumentException(dtype + " is not a floating type");
    }
  }

  static void putInteger(DType dtype, ByteBuffer target, long value) {
    switch (dtype) {
      case I64 -> target.putLong(value);
      case I32 -> target.putInt((int) fitting(dtype, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case I16 -> target.putShort((short) fitting(dtype, value, Short.MIN_VALUE, Short.MAX_VALUE));
      case I8 -> target.put((byte) fitting(dtype, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case U8 -> target.put((byte) fitting(dtype, value, 0, 0xff));
      case BOOL -> target.put((byte) fitting(dtype, value, 0, 1));
      default -> throw new IllegalArgumentException(dtype + " is not a type of integers");
    }
  }

  private static long fitting(DType dtype, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException("%d does not fit %s".formatted(value, dtype));
    }
    return value;
  }
}
