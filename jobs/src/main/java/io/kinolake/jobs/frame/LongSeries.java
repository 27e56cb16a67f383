package io.kinolake.jobs.frame;

/** Whole numbers without gaps. */
public final class LongSeries implements Series {
  private final long[] values;

  /** Takes ownership of the array. */
  public LongSeries(long[] values) {
    this.values = values;
  }

  public long number(int row) {
    return values[row];
  }

  @Override
  public DataType type() {
    return DataType.INT64;
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
    var taken = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = values[rows[i]];
    }
    return new LongSeries(taken);
  }

  @Override
  public Series takeOrMissing(int[] rows) {
    for (int row : rows) {
      if (row < 0) {
        return widen().takeOrMissing(rows);
      }
    }
    return take(rows);
  }

  /** The same numbers as floats. */
  DoubleSeries widen() {
    var wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return new DoubleSeries(wide);
  }
}
