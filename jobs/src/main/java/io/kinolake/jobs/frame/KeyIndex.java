package io.kinolake.jobs.frame;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of a column by their cell. Cells are equal as in pandas: 1, 1.0 and True are one key,
 * the text "1" another, and all missing cells one.
 */
public final class KeyIndex {
  private static final int[] NONE = {};

  private final Map<Object, Integer> first = new HashMap<>();
  private final int[] next;
  private final int[] distinct;

  public KeyIndex(Series column) {
    next = new int[column.size()];
    Arrays.fill(next, -1);
    var last = new HashMap<Object, Integer>();
    var starts = new int[column.size()];
    int count = 0;
    for (int row = 0; row < column.size(); row++) {
      Object key = key(column.value(row));
      Integer before = last.put(key, row);
      if (before == null) {
        first.put(key, row);
        starts[count++] = row;
      } else {
        next[before] = row;
      }
    }
    distinct = Arrays.copyOf(starts, count);
  }

  private static Object key(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e18) {
      return number.longValue();
    }
    return value;
  }

  public boolean contains(Object value) {
    return first.containsKey(key(value));
  }

  /** The first row of every key, in order. */
  public int[] firstRows() {
    return distinct.clone();
  }

  public boolean hasDuplicates() {
    return distinct.length < next.length;
  }

  /** The first row with this cell, or −1. */
  public int firstRow(Object value) {
    return first.getOrDefault(key(value), -1);
  }

  /** All rows with this cell, in order. */
  public int[] rows(Object value) {
    int row = firstRow(value);
    if (row < 0) {
      return NONE;
    }
    var rows = new int[4];
    int count = 0;
    for (; row >= 0; row = next[row]) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count * 2);
      }
      rows[count++] = row;
    }
    return Arrays.copyOf(rows, count);
  }
}
