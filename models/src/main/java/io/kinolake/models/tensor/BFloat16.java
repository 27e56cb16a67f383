package io.kinolake.models.tensor;

/** The upper 16 bits of a {@code float}, stored in a {@code short}: "brain" floating point. */
public final class BFloat16 {
  private static final int QUIET = 0x40;

  private BFloat16() {}

  /** Exact. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** Rounds to nearest, ties to even; what is too large becomes infinite, a NaN stays one. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | QUIET);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }
}
