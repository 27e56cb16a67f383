package io.kinolake.udfs;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row as an array in the order of a column list; positions are resolved once. */
public final class ArrayRow implements RowReader, RowWriter {
  private final Layout layout;
  private final Object[] values;

  private ArrayRow(Layout layout, Object[] values) {
    this.layout = layout;
    this.values = values;
  }

  /** Where each column of a list stands. Immutable. */
  public static final class Layout {
    private final Map<String, Integer> positions = new HashMap<>();

    public Layout(List<? extends Column<?>> columns) {
      for (int i = 0; i < columns.size(); i++) {
        positions.put(columns.get(i).name(), i);
      }
    }

    /** An empty row. */
    public ArrayRow newRow() {
      return new ArrayRow(this, new Object[positions.size()]);
    }

    /** A view of stored values, which stay the caller's. */
    public ArrayRow over(Object[] values) {
      if (values.length != positions.size()) {
        throw new IllegalArgumentException(
            "A row of " + values.length + " values does not fit " + positions.size() + " columns");
      }
      return new ArrayRow(this, values);
    }

    private int position(Column<?> column) {
      Integer position = positions.get(column.name());
      if (position == null) {
        throw new IllegalArgumentException("These rows have no column '" + column.name() + "'");
      }
      return position;
    }
  }

  @Override
  @SuppressWarnings("unchecked") // a value is only ever set through its column
  public <T> Optional<T> find(Column<T> column) {
    return Optional.ofNullable((T) values[layout.position(column)]);
  }

  @Override
  public <T> ArrayRow set(Column<T> column, T value) {
    values[layout.position(column)] = value;
    return this;
  }

  /** The values in column order; shared with this row. */
  public Object[] values() {
    return values;
  }
}
