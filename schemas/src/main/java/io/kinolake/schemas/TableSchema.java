package io.kinolake.schemas;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One table or row type: its columns and how a record becomes a row. Immutable.
 *
 * @param <R> the record of one row
 */
public final class TableSchema<R extends Record> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String doc;
  private final Column<String> item;
  private final Column<String> part; // null where items have one part only
  private final List<Column<?>> columns;
  private final RowCodec<R> codec;

  private TableSchema(
      String name,
      String doc,
      Column<String> item,
      Column<String> part,
      List<Column<?>> columns,
      RowCodec<R> codec) {
    this.name = name;
    this.doc = doc;
    this.item = item;
    this.part = part;
    this.columns = List.copyOf(columns);
    this.codec = codec;
    requireDistinctNames();
    if (!columns.contains(item) || (part != null && !columns.contains(part))) {
      throw new IllegalArgumentException(
          "Table '" + name + "' must declare its item and part columns");
    }
  }

  /**
   * A table whose items have one part only.
   *
   * @param name the table's name, a plural noun
   * @param doc what one row is, in one sentence
   * @param item the column that names the item a row belongs to; never null, also in a failed row
   */
  public static <R extends Record> TableSchema<R> of(
      String name, String doc, Column<String> item, List<Column<?>> columns, RowCodec<R> codec) {
    return new TableSchema<>(name, doc, item, null, columns, codec);
  }

  /** The same table for a stage whose work on an item has parts, named by the given column. */
  public TableSchema<R> withPart(Column<String> partColumn) {
    return new TableSchema<>(name, doc, item, partColumn, columns, codec);
  }

  public String name() {
    return name;
  }

  public String doc() {
    return doc;
  }

  public Column<String> item() {
    return item;
  }

  /** The column that names the part of an item's work, for stages that have parts. */
  public Optional<Column<String>> part() {
    return Optional.ofNullable(part);
  }

  public List<Column<?>> columns() {
    return columns;
  }

  public RowCodec<R> codec() {
    return codec;
  }

  private void requireDistinctNames() {
    Set<String> names = new HashSet<>();
    for (Column<?> column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "Table '" + name + "' declares column '" + column.name() + "' twice");
      }
    }
  }
}
