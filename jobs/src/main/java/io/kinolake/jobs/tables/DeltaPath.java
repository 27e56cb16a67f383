package io.kinolake.jobs.tables;

import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;

/** A Delta table by its path: the few operations that all tables of the lakehouse share. */
record DeltaPath(SparkSession spark, String path) {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "delta.enableChangeDataFeed", "true",
          // Readers other than Spark often lack deletion vectors.
          "delta.enableDeletionVectors", "false");

  /** The newest version, or {@link LakeTable#MISSING}. Starts no Spark job. */
  long version() {
    return DeltaLog.forTable(spark, path)
        .update(false, scala.Option.empty(), scala.Option.empty())
        .version();
  }

  boolean exists() {
    return version() != LakeTable.MISSING;
  }

  /** Every row; no rows of the given schema where the table does not exist. */
  Dataset<Row> read(StructType schema) {
    return exists()
        ? spark.read().format("delta").load(path)
        : spark.createDataFrame(List.of(), schema);
  }

  void create(String doc, StructType schema) {
    if (exists()) {
      return;
    }
    DeltaTableBuilder builder =
        DeltaTable.createIfNotExists(spark).location(path).comment(doc).addColumns(schema);
    PROPERTIES.forEach(builder::property);
    builder.execute();
  }

  void append(Dataset<Row> rows, LakeTable.Commit commit) {
    rows.write()
        .format("delta")
        .mode("append")
        .option("txnAppId", commit.writer())
        .option("txnVersion", commit.number())
        .option("userMetadata", commit.note())
        .save(path);
  }

  DeltaTable table() {
    return DeltaTable.forPath(spark, path);
  }
}
