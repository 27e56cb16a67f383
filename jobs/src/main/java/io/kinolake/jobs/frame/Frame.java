package io.kinolake.jobs.frame;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Named columns of equal length, in order. Immutable; every operation gives a new frame that shares
 * what it can.
 */
public final class Frame {
  private final Map<String, Series> columns;
  private final int rows;

  /**
   * @param columns in order
   * @param rows the length of every column
   */
  public Frame(Map<String, ? extends Series> columns, int rows) {
    this.columns = new LinkedHashMap<>(columns);
    this.rows = rows;
    columns.forEach(
        (name, column) -> {
          if (column.size() != rows) {
            throw new IllegalArgumentException(
                "Column " + name + " has " + column.size() + " rows, not " + rows);
          }
        });
  }

  public int rows() {
    return rows;
  }

  /** The column names, in order. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /**
   * The column of this name.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when there is none
   */
  public Series column(String name) {
    Series column = columns.get(name);
    if (column == null) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "The table has no column '%s'. Its columns are: %s."
              .formatted(name, String.join(", ", columns.keySet())));
    }
    return column;
  }

  /** With this column in the place of the one of the same name, or at the end. */
  public Frame with(String name, Series column) {
    var changed = new LinkedHashMap<>(columns);
    changed.put(name, column);
    return new Frame(changed, rows);
  }

  /** Only these columns, in the order given. */
  public Frame select(List<String> names) {
    var selected = new LinkedHashMap<String, Series>();
    names.forEach(name -> selected.put(name, column(name)));
    return new Frame(selected, rows);
  }

  /** The rows at these positions, in this order. */
  public Frame take(int[] positions) {
    return new Frame(mapped(column -> column.take(positions)), positions.length);
  }

  /** The rows that the test keeps. */
  public Frame filter(IntPredicate keep) {
    int[] kept = new int[rows];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      if (keep.test(i)) {
        kept[count++] = i;
      }
    }
    return count == rows ? this : take(Arrays.copyOf(kept, count));
  }

  /** The rows from {@code start} up to {@code end}. */
  public Frame slice(int start, int end) {
    return start == 0 && end == rows ? this : take(IntStream.range(start, end).toArray());
  }

  /** The first rows; a negative count leaves out as many at the end. */
  public Frame head(long count) {
    long end = count < 0 ? Math.max(0, rows + count) : Math.min(rows, count);
    return slice(0, (int) end);
  }

  /** The rows whose cell in this column has not come before; without rows any name will do. */
  public Frame dropDuplicates(String name) {
    return rows == 0 ? this : take(new KeyIndex(column(name)).firstRows());
  }

  private Map<String, Series> mapped(UnaryOperator<Series> change) {
    var changed = new LinkedHashMap<String, Series>();
    columns.forEach((name, column) -> changed.put(name, change.apply(column)));
    return changed;
  }

  /** The frames one below the other: the union of the columns in order of first appearance. */
  public static Frame concat(List<Frame> frames) {
    var names = new LinkedHashSet<String>();
    frames.forEach(frame -> names.addAll(frame.columns.keySet()));
    var columns = new LinkedHashMap<String, Series>();
    for (String name : names) {
      boolean gaps = frames.stream().anyMatch(frame -> !frame.has(name));
      var parts = new ArrayList<Series>();
      for (Frame frame : frames) {
        if (!frame.has(name)) {
          parts.add(Series.missing(frame.rows));
        } else {
          Series part = frame.columns.get(name);
          parts.add(gaps && part instanceof BooleanSeries ? ObjectSeries.copyOf(part) : part);
        }
      }
      columns.put(name, Series.concat(parts));
    }
    return new Frame(columns, frames.stream().mapToInt(Frame::rows).sum());
  }

  /**
   * The rows of this frame that have a partner in the other by equal cells of the key column, once
   * per partner, with the columns that only the other has, in alphabetical order, at the end.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when one key column is numbers and the other
   *     text
   */
  public Frame innerJoin(Frame other, String key) {
    Series left = column(key);
    Series right = other.column(key);
    if (left.type() != right.type() && clash(left, right)) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "Column '%s' cannot be matched: it is %s in one table and %s in the other."
              .formatted(key, left.type().pandasName(), right.type().pandasName()));
    }
    var partners = new KeyIndex(right);
    var leftRows = IntStream.builder();
    var rightRows = IntStream.builder();
    for (int i = 0; i < rows; i++) {
      for (int partner : partners.rows(left.value(i))) {
        leftRows.add(i);
        rightRows.add(partner);
      }
    }
    Frame joined = take(leftRows.build().toArray());
    int[] taken = rightRows.build().toArray();
    for (String name : other.columns.keySet().stream().sorted(PythonOrder.BY_CODE_POINT).toList()) {
      if (!has(name)) {
        joined = joined.with(name, other.column(name).take(taken));
      }
    }
    return joined;
  }

  private static boolean clash(Series left, Series right) {
    return (left.type().isNumber() && isText(right)) || (right.type().isNumber() && isText(left));
  }

  private static boolean isText(Series series) {
    boolean anyText = false;
    for (int i = 0; i < series.size(); i++) {
      Object value = series.value(i);
      anyText |= value instanceof String;
      if (!(value instanceof String) && value != Missing.NAN) {
        return false;
      }
    }
    return anyText;
  }

  /**
   * The rows in the order of this column's cells; missing cells come last either way, equal cells
   * keep their order. Text is ordered by code point.
   *
   * @throws KinolakeException with code BAD_ARGUMENT when the column mixes text and numbers
   */
  public Frame sort(String name, SortOrder order) {
    return take(order.sortedRows(column(name)));
  }
}
