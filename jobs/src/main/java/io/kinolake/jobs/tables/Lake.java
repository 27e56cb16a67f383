package io.kinolake.jobs.tables;

import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.LakeTables;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A warehouse: a folder or object-store prefix that holds one Delta table per stage. Thread-safe.
 */
public final class Lake {
  private final SparkSession spark;
  private final String root;

  /**
   * @param root a path or Hadoop URI; made when the first table is written
   */
  public Lake(SparkSession spark, String root) {
    this.spark = spark;
    this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
  }

  public SparkSession spark() {
    return spark;
  }

  /** Where the warehouse lies, without a slash at the end. */
  public String root() {
    return root;
  }

  /** The table of a stage, whether it exists yet or not. */
  public <R extends Record> LakeTable<R> table(TableSchema<R> schema) {
    return new LakeTable<>(spark, root + "/" + schema.name(), schema);
  }

  /** The tables that exist, in the order of the flow. */
  public List<LakeTable<?>> existing() {
    return LakeTables.ALL.stream()
        .<LakeTable<?>>map(this::table)
        .filter(LakeTable::exists)
        .toList();
  }

  /**
   * A table that must exist.
   *
   * @throws KinolakeException BAD_ARGUMENT if it does not
   */
  public <R extends Record> LakeTable<R> require(TableSchema<R> schema) {
    LakeTable<R> table = table(schema);
    if (!table.exists()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Warehouse '%s' has no table '%s' yet. Run './kinolake run --videos DIR' first, or name another one with --warehouse."
              .formatted(root, schema.name()));
    }
    return table;
  }
}
