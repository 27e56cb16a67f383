package io.kinolake.models.stored;

import io.kinolake.models.tensor.BFloat16;

/**
 * Standard deviations of logarithms of variances. There are few logarithms in BF16, so that their
 * deviations are looked up.
 */
final class LogVariance {
  private static final int HALF_BITS = 16;
  private static final float[] OF_BF16 = new float[1 << HALF_BITS];

  static {
    for (int bits = 0; bits < OF_BF16.length; bits++) {
      OF_BF16[bits] = exact(BFloat16.toFloat((short) bits));
    }
  }

  private LogVariance() {}

  /** {@code exp(x / 2)}, rounded once. */
  static float deviation(float logarithm) {
    int bits = Float.floatToRawIntBits(logarithm);
    boolean half = bits << HALF_BITS == 0;
    return half ? OF_BF16[bits >>> HALF_BITS] : exact(logarithm);
  }

  private static float exact(float logarithm) {
    return (float) Math.exp(0.5 * logarithm);
  }
}
