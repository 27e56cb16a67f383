package io.kinolake.jobs.frame;

/** Booleans without gaps. */
public final class BooleanSeries implements Series {
  private final boolean[] values;

  /** Takes ownership of the array. */
  public BooleanSeries(boolean[] values) {
    this.values = values;
  }

  public boolean isTrue(int row) {
    return values[row];
  }

  @Override
  public DataType type() {
    return DataType.BOOL;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean isMissing(int row) {
    return false;
  }

  @Override
  public Object value(int row) {
    return values[row];
  }

  @Override
  public Series take(int[] rows) {
    var taken = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = values[rows[i]];
    }
    return new BooleanSeries(taken);
  }

  @Override
  public Series takeOrMissing(int[] rows) {
    for (int row : rows) {
      if (row < 0) {
        return ObjectSeries.copyOf(this).takeOrMissing(rows);
      }
    }
    return take(rows);
  }
}
