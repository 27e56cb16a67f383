package io.kinolake.jobs.exchange;

import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.StageColumns;
import java.util.ArrayList;
import java.util.List;
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
    List<String> identity = new ArrayList<>(table.keyColumns());
    String[] keys = identity.toArray(String[]::new);
    identity.add(StageColumns.FINGERPRINT.name());
    String[] identities = identity.toArray(String[]::new);
    table.create();
    Dataset<Row> live = table.live().selectExpr(identities);
    Dataset<Row> fresh = rows.join(live, identities, "left_anti").localCheckpoint();
    long count = fresh.count();
    if (count > 0) {
      Dataset<Row> stale = live.join(fresh.selectExpr(keys), keys, "left_semi").localCheckpoint();
      table.replace(stale, fresh.selectExpr(table.storedSchema().fieldNames()), nowUs);
    }
    return count;
  }
}
