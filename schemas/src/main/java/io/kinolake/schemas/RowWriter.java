package io.kinolake.schemas;

import java.util.Optional;

/** Receives the values of one row; a column that is never set is null. */
public interface RowWriter {

  /** Sets a value; returns this writer. */
  <T> RowWriter set(Column<T> column, T value);

  /** Sets a value that may be missing; returns this writer. */
  default <T> RowWriter setIfPresent(Column<T> column, Optional<? extends T> value) {
    value.ifPresent(present -> set(column, present));
    return this;
  }
}
