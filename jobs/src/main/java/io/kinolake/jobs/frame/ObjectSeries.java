package io.kinolake.jobs.frame;

import java.util.Arrays;
import java.util.List;

/** Cells of any type, each a Long, Double, Boolean, String, other object or {@link Missing#NAN}. */
public final class ObjectSeries implements Series {
  private final Object[] values;

  private ObjectSeries(Object[] values) {
    this.values = values;
  }

  /** A column of exactly these values, whatever their types. */
  public static ObjectSeries of(List<?> values) {
    return new ObjectSeries(values.toArray());
  }

  static ObjectSeries copyOf(Series series) {
    var values = new Object[series.size()];
    Arrays.setAll(values, series::value);
    return new ObjectSeries(values);
  }

  @Override
  public DataType type() {
    return DataType.OBJECT;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean isMissing(int row) {
    return values[row] == Missing.NAN;
  }

  @Override
  public Object value(int row) {
    return values[row];
  }

  @Override
  public Series take(int[] rows) {
    var taken = new Object[rows.length];
    Arrays.setAll(taken, i -> values[rows[i]]);
    return new ObjectSeries(taken);
  }

  @Override
  public Series takeOrMissing(int[] rows) {
    var taken = new Object[rows.length];
    Arrays.setAll(taken, i -> rows[i] < 0 ? Missing.NAN : values[rows[i]]);
    return new ObjectSeries(taken);
  }
}
