package io.kinolake.schemas;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A row in memory. Not thread-safe. */
public final class MapRow implements RowReader, RowWriter {
  private final Map<String, Object> values = new HashMap<>();

  @Override
  @SuppressWarnings("unchecked") // set() is the only way in and checks nothing less
  public <T> Optional<T> find(Column<T> column) {
    return Optional.ofNullable((T) values.get(column.name()));
  }

  @Override
  public <T> MapRow set(Column<T> column, T value) {
    values.put(column.name(), value);
    return this;
  }

  /** A copy of what was set, by column name. */
  public Map<String, Object> toMap() {
    return Map.copyOf(values);
  }
}
