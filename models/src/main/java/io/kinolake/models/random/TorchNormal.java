package io.kinolake.models.random;

import java.util.OptionalDouble;

/**
 * Standard normal numbers as PyTorch draws them on a processor after {@code manual_seed}: the
 * transform of Box and Muller (1958) on {@link MersenneTwister}, in single precision and blocks of
 * 16 for tensors from 16 elements on, one by one in double precision for smaller ones. Equal to
 * about 1e-6. Used on one thread.
 */
public final class TorchNormal {
  private static final int BLOCK = 16;
  private static final int HALF = BLOCK / 2;
  private static final float STEP_24 = 0x1p-24f;
  private static final double STEP_53 = 0x1p-53;

  private final MersenneTwister bits;
  private OptionalDouble spare = OptionalDouble.empty();

  public TorchNormal(long seed) {
    this.bits = new MersenneTwister(seed);
  }

  /** What {@code torch.randn} gives for a tensor of so many elements. */
  public float[] draw(int count) {
    float[] values = new float[count];
    if (count < BLOCK) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) single();
      }
      return values;
    }
    uniform(values, 0, count);
    for (int from = 0; from + BLOCK <= count; from += BLOCK) {
      transform(values, from);
    }
    if (count % BLOCK != 0) {
      // The last 16 are drawn anew, those of the last whole block among them.
      uniform(values, count - BLOCK, BLOCK);
      transform(values, count - BLOCK);
    }
    return values;
  }

  private void uniform(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      values[i] = (bits.nextInt() & 0xffffff) * STEP_24;
    }
  }

  private static void transform(float[] values, int from) {
    for (int i = from; i < from + HALF; i++) {
      float radius = (float) Math.sqrt(-2 * Math.log(1 - values[i]));
      float angle = (float) (2 * Math.PI) * values[i + HALF];
      values[i] = radius * (float) Math.cos(angle);
      values[i + HALF] = radius * (float) Math.sin(angle);
    }
  }

  private double single() {
    if (spare.isPresent()) {
      double value = spare.getAsDouble();
      spare = OptionalDouble.empty();
      return value;
    }
    double angle = 2 * Math.PI * uniform();
    double radius = Math.sqrt(-2 * Math.log1p(-uniform()));
    spare = OptionalDouble.of(radius * Math.sin(angle));
    return radius * Math.cos(angle);
  }

  private double uniform() {
    long high = Integer.toUnsignedLong(bits.nextInt());
    long low = Integer.toUnsignedLong(bits.nextInt());
    return ((high << 32 | low) & ((1L << 53) - 1)) * STEP_53;
  }
}
