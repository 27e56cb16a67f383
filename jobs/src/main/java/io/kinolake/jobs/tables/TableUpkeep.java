package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;

import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.RunTable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** What one table needs from time to time. The caller holds the warehouse's lock. */
public final class TableUpkeep {
  /** What Delta regards as safe for readers and writers that take long. */
  public static final Duration SAFE_RETENTION = Duration.ofDays(7);

  private static final String RETENTION_CHECK =
      "spark.databricks.delta.retentionDurationCheck.enabled";

  private final DeltaPath delta;

  private TableUpkeep(DeltaPath delta) {
    this.delta = delta;
  }

  /** The tables that exist, the log of runs among them. */
  public static List<TableUpkeep> of(Lake lake) {
    Stream<String> paths =
        Stream.concat(
            lake.existing().stream().map(LakeTable::path),
            Stream.of(lake.root() + "/" + RunTable.SCHEMA.name()));
    return paths
        .map(path -> new DeltaPath(lake.spark(), path))
        .filter(DeltaPath::exists)
        .map(TableUpkeep::new)
        .toList();
  }

  public String path() {
    return delta.path();
  }

  /**
   * Removes the rows that were retired before a time.
   *
   * @param beforeUs microseconds since 1970
   * @return how many rows went
   */
  public long removeRetired(long beforeUs) {
    String retired = StageColumns.RETIRED_US.name();
    Dataset<Row> rows = delta.read(new StructType());
    if (!List.of(rows.columns()).contains(retired)) {
      return 0; // the log of runs is kept
    }
    long count = rows.where(col(retired).lt(beforeUs)).count();
    if (count > 0) {
      Dataset<Row> before =
          delta
              .spark()
              .createDataFrame(
                  List.of(RowFactory.create(beforeUs)), new StructType().add("before", "long"));
      delta.change(
          RowChange.delete(
              before, col(RowChange.TABLE + "." + retired).lt(col(RowChange.KEYS + ".before"))));
    }
    return count;
  }

  /** Joins small files into large ones. */
  public void compact() {
    if (delta.files().size() > 1) {
      delta.table().optimize().executeCompaction();
    }
  }

  /**
   * Removes the files that no version younger than this needs.
   *
   * @param retain shorter than {@link #SAFE_RETENTION} takes files away from readers and writers
   *     that are still at work
   */
  public void vacuum(Duration retain) {
    if (!delta.hasOldFiles()) {
      return;
    }
    SparkSession spark = delta.spark();
    String before = spark.conf().get(RETENTION_CHECK, "true");
    if (retain.compareTo(SAFE_RETENTION) < 0) {
      spark.conf().set(RETENTION_CHECK, "false");
    }
    try {
      delta.table().vacuum(retain.toMinutes() / 60.0);
    } finally {
      spark.conf().set(RETENTION_CHECK, before);
    }
  }
}
