package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.DataType;
import io.kinolake.jobs.frame.LongSeries;
import io.kinolake.jobs.frame.ObjectSeries;
import io.kinolake.jobs.frame.Series;
import java.util.ArrayList;
import java.util.List;

/** A column updated from another, cell by cell. */
final class CaptionUpdate {
  private CaptionUpdate() {}

  /** The replacement's cells where it has any; whole numbers stay whole where they can. */
  static Series replace(Series old, Series replacement) {
    List<Object> cells = new ArrayList<>();
    boolean whole = old.type() == DataType.INT64;
    boolean numbers = old.type().isNumber() && replacement.type().isNumber();
    for (int row = 0; row < old.size(); row++) {
      Object cell = replacement.isMissing(row) ? old.value(row) : replacement.value(row);
      whole &= cell instanceof Number number && number.doubleValue() == number.longValue();
      cells.add(cell);
    }
    if (numbers && whole) {
      return new LongSeries(
          cells.stream().mapToLong(cell -> ((Number) cell).longValue()).toArray());
    }
    if (numbers && old.type() == DataType.FLOAT64) {
      cells.replaceAll(cell -> cell instanceof Long number ? (Object) number.doubleValue() : cell);
    }
    boolean booleans = old.type() == DataType.BOOL && replacement.type() == DataType.BOOL;
    return numbers || booleans ? Series.infer(cells) : ObjectSeries.of(cells);
  }
}
