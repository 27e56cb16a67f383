package io.kinolake.models.networks.transnetv2;

import java.util.Arrays;

/** Floats of which more come. */
final class GrowingFloats {
  private float[] values = new float[1024];
  private int size;

  void add(float[] source, int from, int count) {
    if (size + count > values.length) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, size + count));
    }
    System.arraycopy(source, from, values, size, count);
    size += count;
  }

  int size() {
    return size;
  }

  float[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
