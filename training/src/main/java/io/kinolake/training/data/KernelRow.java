package io.kinolake.training.data;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A row of Delta Kernel. A column that the table is older than is null. */
record KernelRow(Row row) implements RowReader {

  @Override
  @SuppressWarnings("unchecked") // a column's type tells the Java type of its values
  public <T> Optional<T> find(Column<T> column) {
    int ordinal = row.getSchema().indexOf(column.name());
    if (ordinal < 0 || row.isNullAt(ordinal)) {
      return Optional.empty();
    }
    Object value =
        switch (column.type()) {
          case BOOLEAN -> row.getBoolean(ordinal);
          case INT -> row.getInt(ordinal);
          case LONG -> row.getLong(ordinal);
          case DOUBLE -> row.getDouble(ordinal);
          case STRING -> row.getString(ordinal);
          case LONG_LIST -> list(row.getArray(ordinal), ColumnVector::getLong);
          case STRING_LIST -> list(row.getArray(ordinal), ColumnVector::getString);
          case FLOAT_LIST ->
              FloatVector.copyOf(list(row.getArray(ordinal), ColumnVector::getFloat));
          case DOUBLE_MAP -> doubles(row.getMap(ordinal));
        };
    return Optional.of((T) value);
  }

  private static <V> List<V> list(ArrayValue array, BiFunction<ColumnVector, Integer, V> element) {
    ColumnVector elements = array.getElements();
    List<V> values = new ArrayList<>(array.getSize());
    for (int i = 0; i < array.getSize(); i++) {
      values.add(element.apply(elements, i));
    }
    return values;
  }

  private static Map<String, Double> doubles(MapValue map) {
    ColumnVector keys = map.getKeys();
    ColumnVector values = map.getValues();
    Map<String, Double> doubles = new HashMap<>();
    for (int i = 0; i < map.getSize(); i++) {
      doubles.put(keys.getString(i), values.getDouble(i));
    }
    return doubles;
  }
}
