package io.kinolake.models.tensor;

/** IEEE 754 binary16, stored in a {@code short}: 1 sign, 5 exponent and 10 fraction bits. */
public final class Float16 {
  private static final int EXPONENT_SHIFT = 10;
  private static final int FRACTION = 0x3ff;
  private static final int INFINITY = 0x7c00;
  private static final int SIGN = 0x8000;

  /** Between two exponents' biases: 127 and 15. */
  private static final int REBIAS = 112;

  private static final int LOST_BITS = 13;

  private Float16() {}

  /** Exact. A NaN keeps its payload. */
  public static float toFloat(short bits) {
    int sign = (bits & SIGN) << 16;
    int exponent = (bits & INFINITY) >>> EXPONENT_SHIFT;
    int fraction = bits & FRACTION;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
    }
    int wide = exponent == 0x1f ? 0xff : exponent + REBIAS;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << LOST_BITS);
  }

  /** Rounds to nearest, ties to even; what is too large becomes infinite, a NaN stays one. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return (short) (sign | INFINITY | 0x200 | (magnitude >>> LOST_BITS & FRACTION));
    }
    int exponent = (magnitude >>> 23) - REBIAS;
    if (exponent >= 0x1f) {
      return (short) (sign | INFINITY);
    }
    if (exponent >= 1) {
      int rebased = magnitude - (REBIAS << 23);
      return (short) (sign | roundShift(rebased, LOST_BITS));
    }
    int shift = LOST_BITS + 1 - exponent;
    if (shift > 24) {
      return (short) sign;
    }
    return (short) (sign | roundShift((magnitude & 0x7fffff) | 0x800000, shift));
  }

  private static int roundShift(int value, int shift) {
    int half = (1 << (shift - 1)) - 1;
    int odd = value >>> shift & 1;
    return (value + half + odd) >>> shift;
  }
}
