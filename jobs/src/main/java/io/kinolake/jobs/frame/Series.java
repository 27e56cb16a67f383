package io.kinolake.jobs.frame;

import java.util.List;

/** One column of a {@link Frame}. Immutable; safe to share between threads. */
public sealed interface Series
    permits LongSeries, DoubleSeries, BooleanSeries, TextSeries, ObjectSeries {

  DataType type();

  /** The number of rows. */
  int size();

  boolean isMissing(int row);

  /**
   * The cell as a Long, Double, Boolean or String, as another object where a command put one there,
   * or as {@link Missing#NAN}.
   */
  Object value(int row);

  /** The rows at these positions, in this order. */
  Series take(int[] rows);

  /**
   * As {@link #take}, where −1 gives a missing cell; whole numbers and booleans widen as in pandas.
   */
  Series takeOrMissing(int[] rows);

  /** The cell's text as Python's {@code str} gives it. */
  default String text(int row) {
    return PythonText.str(value(row));
  }

  /** A column of missing cells. */
  static Series missing(int size) {
    return DoubleSeries.missing(size);
  }

  /**
   * A column of these values with the type that pandas infers: whole numbers with gaps become
   * floats, booleans with gaps and mixtures stay objects.
   */
  static Series infer(List<?> values) {
    return SeriesTypes.infer(values);
  }

  /** The parts one below the other, with the common type that pandas' {@code concat} picks. */
  static Series concat(List<Series> parts) {
    return SeriesTypes.concat(parts);
  }
}
