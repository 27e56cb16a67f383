package io.kinolake.udfs.spark;

import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.WorkItem;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** Counts what tasks have finished, summed on the driver. Only sums of finished tasks are seen. */
public final class StageProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator items;
  private final LongAccumulator rows;
  private final LongAccumulator failedRows;

  public StageProgress(SparkContext spark, String stage) {
    this.items = spark.longAccumulator(stage + " items");
    this.rows = spark.longAccumulator(stage + " rows");
    this.failedRows = spark.longAccumulator(stage + " failed rows");
  }

  void add(List<WorkItem> batch, List<Object[]> stored, TableSchema<?> table) {
    int status = OutputRows.storedColumns(table).indexOf(StageColumns.STATUS);
    items.add((long) batch.size());
    rows.add((long) stored.size());
    failedRows.add(stored.stream().filter(row -> StageColumns.FAILED.equals(row[status])).count());
  }

  public long items() {
    return items.sum();
  }

  public long rows() {
    return rows.sum();
  }

  public long failedRows() {
    return failedRows.sum();
  }
}
