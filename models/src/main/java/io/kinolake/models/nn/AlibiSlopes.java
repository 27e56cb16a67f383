package io.kinolake.models.nn;

/**
 * How strongly each attention head of a model with linear biases minds distances (Press et al.,
 * 2022): for a power of two n of heads a geometric series from {@code 2^(-8/n)}; else that of the
 * next lower power, and between its members every other one of the series for twice as many.
 */
public final class AlibiSlopes {
  private static final double RANGE = 8;

  private AlibiSlopes() {}

  /** The slopes of {@code heads} heads, in their order. */
  public static float[] of(int heads) {
    int power = Integer.highestOneBit(heads);
    float[] slopes = new float[heads];
    for (int i = 0; i < heads; i++) {
      double exponent = i < power ? (i + 1.0) / power : (2 * (i - power) + 1) / (2.0 * power);
      slopes[i] = (float) Math.pow(2, -RANGE * exponent);
    }
    return slopes;
  }
}
