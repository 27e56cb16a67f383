package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.StageColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Brings rows that no stage makes up to date. */
final class ImportedRows {
  private ImportedRows() {}

  /**
   * Stores rows that are new or have changed, and retires the live rows of the same keys.
   *
   * @param rows with all stored columns
   * @return how many rows were stored
   */
  static long update(LakeTable<?> table, Dataset<Row> rows, long nowUs) {
    return update(table, rows, lit(false), nowUs);
  }

  /**
   * The same, which also retires live rows of an earlier import that this one has no more.
   *
   * @param earlier tells those rows of the table
   */
  static long update(LakeTable<?> table, Dataset<Row> rows, Column earlier, long nowUs) {
    List<String> identity = new ArrayList<>(table.keyColumns());
    String[] keys = identity.toArray(String[]::new);
    identity.add(StageColumns.FINGERPRINT.name());
    String[] identities = identity.toArray(String[]::new);
    table.create();
    Dataset<Row> live = table.live().selectExpr(identities);
    Dataset<Row> fresh = rows.join(live, identities, "left_anti").localCheckpoint();
    Dataset<Row> gone = live.where(earlier).join(rows.selectExpr(keys), keys, "left_anti");
    Dataset<Row> stale =
        live.join(fresh.selectExpr(keys), keys, "left_semi").unionByName(gone).localCheckpoint();
    long count = fresh.count();
    if (count > 0 || !stale.isEmpty()) {
      table.replace(stale, fresh.selectExpr(table.storedSchema().fieldNames()), nowUs);
    }
    return count;
  }
}
