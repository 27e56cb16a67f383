package io.kinolake.jobs.frame;

import java.util.Arrays;

/** Floats; NaN is a missing cell. */
public final class DoubleSeries implements Series {
  private final double[] values;

  /** Takes ownership of the array. */
  public DoubleSeries(double[] values) {
    this.values = values;
  }

  static DoubleSeries missing(int size) {
    var values = new double[size];
    Arrays.fill(values, Double.NaN);
    return new DoubleSeries(values);
  }

  public double number(int row) {
    return values[row];
  }

  @Override
  public DataType type() {
    return DataType.FLOAT64;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  @Override
  public Object value(int row) {
    if (isMissing(row)) {
      return Missing.NAN;
    }
    return values[row];
  }

  @Override
  public Series take(int[] rows) {
    var taken = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = values[rows[i]];
    }
    return new DoubleSeries(taken);
  }

  @Override
  public Series takeOrMissing(int[] rows) {
    var taken = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      taken[i] = rows[i] < 0 ? Double.NaN : values[rows[i]];
    }
    return new DoubleSeries(taken);
  }
}
