package io.kinolake.schemas;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One column, declared once: the storage schema, the table comment and the documentation are
 * derived from it.
 *
 * @param name the stored name; a unit, where there is one, ends it ({@code start_us})
 * @param type the storage type
 * @param nullable whether a valid record may lack the value
 * @param doc one line: meaning, unit and range
 * @param <T> the Java type of a value
 */
public record Column<T>(String name, ColumnType type, boolean nullable, String doc)
    implements Serializable {

  public Column {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(doc, "doc is null");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A column needs a name");
    }
  }

  public static Column<Boolean> ofBoolean(String name, String doc) {
    return new Column<>(name, ColumnType.BOOLEAN, false, doc);
  }

  public static Column<Integer> ofInt(String name, String doc) {
    return new Column<>(name, ColumnType.INT, false, doc);
  }

  public static Column<Long> ofLong(String name, String doc) {
    return new Column<>(name, ColumnType.LONG, false, doc);
  }

  public static Column<Double> ofDouble(String name, String doc) {
    return new Column<>(name, ColumnType.DOUBLE, false, doc);
  }

  public static Column<String> ofString(String name, String doc) {
    return new Column<>(name, ColumnType.STRING, false, doc);
  }

  public static Column<List<Long>> ofLongs(String name, String doc) {
    return new Column<>(name, ColumnType.LONG_LIST, false, doc);
  }

  public static Column<List<String>> ofStrings(String name, String doc) {
    return new Column<>(name, ColumnType.STRING_LIST, false, doc);
  }

  public static Column<FloatVector> ofFloats(String name, String doc) {
    return new Column<>(name, ColumnType.FLOAT_LIST, false, doc);
  }

  public static Column<Map<String, Double>> ofDoubleMap(String name, String doc) {
    return new Column<>(name, ColumnType.DOUBLE_MAP, false, doc);
  }

  /** The same column for records that may lack it. */
  public Column<T> optional() {
    return new Column<>(name, type, true, doc);
  }
}
