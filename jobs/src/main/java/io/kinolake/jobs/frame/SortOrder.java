package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The direction of a sort. */
public enum SortOrder {
  ASCENDING,
  DESCENDING;

  int[] sortedRows(Series column) {
    Comparator<Integer> byCell = comparator(column);
    if (this == DESCENDING) {
      byCell = byCell.reversed();
    }
    Integer[] present =
        IntStream.range(0, column.size())
            .filter(row -> !column.isMissing(row))
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(present, byCell);
    IntStream missing = IntStream.range(0, column.size()).filter(column::isMissing);
    return IntStream.concat(Arrays.stream(present).mapToInt(Integer::intValue), missing).toArray();
  }

  private static Comparator<Integer> comparator(Series column) {
    if (column instanceof LongSeries longs) {
      return (a, b) -> Long.compare(longs.number(a), longs.number(b));
    }
    if (column instanceof TextSeries text) {
      return text::compare;
    }
    return (a, b) -> compareCells(column.value(a), column.value(b));
  }

  private static int compareCells(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return PythonOrder.BY_CODE_POINT.compare(a, b);
    }
    double a = number(left);
    double b = number(right);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  private static double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    throw new KinolakeException(
        BAD_ARGUMENT,
        "The column cannot be sorted: it mixes text and numbers, such as %s."
            .formatted(PythonText.repr(value)));
  }
}
