package io.kinolake.schemas;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.RandomAccess;

/**
 * Single-precision numbers as a list that takes four bytes for each. Immutable and thread-safe;
 * equal to any list of the same numbers.
 */
public final class FloatVector extends AbstractList<Float> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] values;

  private FloatVector(float[] values) {
    this.values = values;
  }

  /** A copy of these numbers. */
  public static FloatVector of(float... values) {
    return new FloatVector(values.clone());
  }

  /** A copy of these numbers. */
  public static FloatVector copyOf(Collection<Float> values) {
    if (values instanceof FloatVector vector) {
      return vector;
    }
    float[] copy = new float[values.size()];
    int next = 0;
    for (float value : values) {
      copy[next++] = value;
    }
    return new FloatVector(copy);
  }

  @Override
  public Float get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  /** A copy of the numbers from one place to before another. */
  public float[] toFloats(int from, int to) {
    return Arrays.copyOfRange(values, from, to);
  }
}
