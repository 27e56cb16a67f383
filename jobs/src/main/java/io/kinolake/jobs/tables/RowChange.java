package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A change of a table: some of its rows are deleted, or columns of them are set, and rows are
 * added, all in one commit.
 *
 * @param keys tell which rows change; no two of them match the same row
 * @param match of a row {@code t} of the table and a key {@code k}
 * @param set values to set by column; without them, rows are deleted
 * @param added rows of the table's columns
 */
record RowChange(
    Dataset<Row> keys, Column match, Map<String, Column> set, Optional<Dataset<Row>> added) {
  static final String TABLE = "t";
  static final String KEYS = "k";

  RowChange {
    set = Map.copyOf(set);
  }

  static RowChange delete(Dataset<Row> keys, Column match) {
    return new RowChange(keys, match, Map.of(), Optional.empty());
  }

  static RowChange set(Dataset<Row> keys, Column match, Map<String, Column> values) {
    return new RowChange(keys, match, values, Optional.empty());
  }

  /** Whether rows are deleted. */
  boolean deletes() {
    return set.isEmpty();
  }

  RowChange adding(Dataset<Row> rows) {
    return new RowChange(keys, match, set, Optional.of(rows));
  }

  /** The change as a command of Delta's, for tables that are more than Parquet files. */
  void merge(DeltaTable table) {
    String isKey = "_is_key";
    Dataset<Row> marked = keys.withColumn(isKey, lit(true));
    Dataset<Row> source =
        added.map(rows -> marked.unionByName(rows, /* allowMissingColumns= */ true)).orElse(marked);
    var matched =
        table
            .as(TABLE)
            .merge(source.as(KEYS), match.and(col(KEYS + "." + isKey).isNotNull()))
            .whenMatched();
    DeltaMergeBuilder merge = deletes() ? matched.delete() : matched.update(set);
    if (added.isPresent()) {
      Map<String, Column> values = new HashMap<>();
      for (String column : added.get().columns()) {
        values.put(column, col(KEYS + "." + column));
      }
      merge = merge.whenNotMatched(col(KEYS + "." + isKey).isNull()).insert(values);
    }
    merge.execute();
  }
}
