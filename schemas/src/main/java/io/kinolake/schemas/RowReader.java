package io.kinolake.schemas;

import java.util.Optional;

/** Typed access to one stored row. Adapters exist for Spark rows and for maps. */
public interface RowReader {

  /**
   * The value of a column, or empty where it is null.
   *
   * @throws IllegalArgumentException if the row has no such column
   */
  <T> Optional<T> find(Column<T> column);

  /**
   * The value of a column that must be there.
   *
   * @throws IllegalStateException if it is null
   */
  default <T> T get(Column<T> column) {
    return find(column)
        .orElseThrow(
            () -> new IllegalStateException("Column '" + column.name() + "' is null in this row"));
  }
}
