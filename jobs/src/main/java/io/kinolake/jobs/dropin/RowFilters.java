package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.jobs.frame.BooleanSeries;
import io.kinolake.jobs.frame.DataType;
import io.kinolake.jobs.frame.DoubleSeries;
import io.kinolake.jobs.frame.Frame;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.PythonText;
import io.kinolake.jobs.frame.Series;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.function.IntToDoubleFunction;

/** Filters by number. A missing cell passes no bound. */
final class RowFilters {
  private RowFilters() {}

  static Frame atLeast(Frame table, String column, double least) {
    IntToDoubleFunction number = numbers(column, table.column(column));
    return table.filter(row -> number.applyAsDouble(row) >= least);
  }

  static Frame atMost(Frame table, String column, double most) {
    IntToDoubleFunction number = numbers(column, table.column(column));
    return table.filter(row -> number.applyAsDouble(row) <= most);
  }

  /** Images have no rate and pass. */
  static Frame fpsAtMost(Frame table, double most) {
    Series fps = table.column("fps");
    if (fps.type() == DataType.OBJECT) {
      throw notNumbers("fps", "text");
    }
    IntToDoubleFunction number = numbers("fps", fps);
    return table.filter(row -> !(number.applyAsDouble(row) > most));
  }

  /** Adds the resolution when the table lacks it. */
  static Frame resolutionAtMost(Frame table, double most) {
    Frame sized = table.has("resolution") ? table : table.with("resolution", product(table));
    return atMost(sized, "resolution", most);
  }

  private static Series product(Frame table) {
    Series height = table.column("height");
    Series width = table.column("width");
    if (height instanceof LongSeries heights && width instanceof LongSeries widths) {
      var products = new long[table.rows()];
      for (int i = 0; i < products.length; i++) {
        products[i] = heights.number(i) * widths.number(i);
      }
      return new LongSeries(products);
    }
    IntToDoubleFunction heights = numbers("height", height);
    IntToDoubleFunction widths = numbers("width", width);
    var products = new double[table.rows()];
    for (int i = 0; i < products.length; i++) {
      products[i] = heights.applyAsDouble(i) * widths.applyAsDouble(i);
    }
    return new DoubleSeries(products);
  }

  private static IntToDoubleFunction numbers(String name, Series column) {
    if (column instanceof LongSeries longs) {
      return longs::number;
    } else if (column instanceof DoubleSeries doubles) {
      return doubles::number;
    } else if (column instanceof BooleanSeries booleans) {
      return row -> booleans.isTrue(row) ? 1 : 0;
    }
    return row -> number(name, column.value(row));
  }

  private static double number(String name, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    } else if (value instanceof String) {
      throw notNumbers(name, PythonText.repr(value));
    }
    return Double.NaN;
  }

  private static KinolakeException notNumbers(String name, String found) {
    return new KinolakeException(
        BAD_ARGUMENT,
        "Column '%s' must hold numbers to be filtered by, but holds %s.".formatted(name, found));
  }
}
