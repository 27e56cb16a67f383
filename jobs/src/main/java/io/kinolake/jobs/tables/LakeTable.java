package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * One Delta table of the lakehouse. A row is <em>live</em> until it is retired: it then stands for
 * a source or a setting that is no longer current, and is removed by maintenance. Thread-safe.
 */
public final class LakeTable<R extends Record> {
  /** The version of a table that does not exist. */
  public static final long MISSING = -1;

  /** No item's fingerprint. */
  private static final String DISOWNED = "disowned";

  private final DeltaPath delta;
  private final TableSchema<R> schema;

  LakeTable(SparkSession spark, String path, TableSchema<R> schema) {
    this.delta = new DeltaPath(spark, path);
    this.schema = schema;
  }

  public TableSchema<R> schema() {
    return schema;
  }

  public String path() {
    return delta.path();
  }

  public boolean exists() {
    return delta.exists();
  }

  /** The table's newest version, or {@link #MISSING}. Starts no Spark job. */
  public long version() {
    return delta.version();
  }

  /** The stored schema: the table's columns and the stage runner's. */
  public StructType storedSchema() {
    return SparkTypes.schemaOf(OutputRows.storedColumns(schema));
  }

  /** Every row, retired ones too; no rows where the table does not exist. */
  public Dataset<Row> all() {
    return delta.read(storedSchema());
  }

  /** The rows that are current, failed and empty items among them. */
  public Dataset<Row> live() {
    return all().where(col(StageColumns.RETIRED_US.name()).isNull());
  }

  /** The current rows that hold a result. */
  public Dataset<Row> results() {
    return live().where(col(StageColumns.STATUS.name()).equalTo(StageColumns.OK));
  }

  /** The columns that name one part of one item. */
  public List<String> keyColumns() {
    List<String> keys = new ArrayList<>();
    keys.add(schema.item().name());
    schema.part().map(Column::name).ifPresent(keys::add);
    return keys;
  }

  /** Makes the table where it does not exist. */
  public void create() {
    delta.create(schema.doc(), storedSchema());
  }

  /**
   * Appends stored rows in one commit.
   *
   * @param commit names the commit; the same commit is never applied twice
   */
  public void append(Dataset<Row> rows, Commit commit) {
    delta.append(schema.doc(), storedSchema(), rows, commit);
  }

  /**
   * Retires live rows.
   *
   * @param keys the key columns and the fingerprint of the rows to retire
   * @param nowUs the time to record, microseconds since 1970
   */
  public void retire(Dataset<Row> keys, long nowUs) {
    delta.change(retirement(keys, nowUs));
  }

  /**
   * Retires live rows that are never to be revived, since what they tell of is gone.
   *
   * @param keys the key columns and the fingerprint of the rows to retire
   * @param nowUs the time to record, microseconds since 1970
   */
  public void disown(Dataset<Row> keys, long nowUs) {
    delta.change(
        RowChange.set(
            keys.distinct(),
            matchCondition(),
            Map.of(
                StageColumns.RETIRED_US.name(), lit(nowUs),
                StageColumns.FINGERPRINT.name(), lit(DISOWNED))));
  }

  /**
   * Makes retired results live again: of each key those that were retired last. Failures stay
   * retired.
   *
   * @param keys the key columns and the fingerprint of the rows to revive, none of them live
   * @return how many keys came back
   */
  public long revive(Dataset<Row> keys) {
    if (!exists()) {
      return 0;
    }
    String retired = StageColumns.RETIRED_US.name();
    List<String> names = new ArrayList<>(keyColumns());
    names.add(StageColumns.FINGERPRINT.name());
    Dataset<Row> newest =
        all()
            .where(col(retired).isNotNull().and(notFailed(col(StageColumns.STATUS.name()))))
            .join(keys.distinct(), names.toArray(String[]::new), "left_semi")
            .groupBy(names.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new))
            .agg(max(retired).as(retired))
            .localCheckpoint();
    long count = newest.count();
    if (count > 0) {
      org.apache.spark.sql.Column match =
          sameKey()
              .and(inTable(retired).equalTo(inKeys(retired)))
              .and(notFailed(inTable(StageColumns.STATUS.name())));
      delta.change(RowChange.set(newest, match, Map.of(retired, lit(null).cast("long"))));
    }
    return count;
  }

  private static org.apache.spark.sql.Column notFailed(org.apache.spark.sql.Column status) {
    return status.notEqual(StageColumns.FAILED);
  }

  /**
   * Removes live rows, which are about to be made again.
   *
   * @param keys the key columns and the fingerprint of the rows to remove
   */
  public void remove(Dataset<Row> keys) {
    delta.change(RowChange.delete(keys.distinct(), matchCondition()));
  }

  /**
   * Removes rows for good, live and retired ones, results and failures. Older versions of the table
   * hold them until maintenance vacuums them.
   *
   * @param values one column of the table: the rows that hold one of these values go
   * @return how many rows went
   */
  public long erase(Dataset<Row> values) {
    if (!exists()) {
      return 0;
    }
    String column = values.columns()[0];
    return delta.change(
        RowChange.delete(values.distinct(), inTable(column).equalTo(inKeys(column))));
  }

  /**
   * Retires live rows and adds others in one commit: whenever a process is killed, readers see the
   * table as it was or as it is to be.
   *
   * @param stale the key columns and the fingerprint of the rows to retire
   * @param fresh stored rows to add
   * @param nowUs the time to record, microseconds since 1970
   */
  public void replace(Dataset<Row> stale, Dataset<Row> fresh, long nowUs) {
    delta.change(retirement(stale, nowUs).adding(fresh));
  }

  private RowChange retirement(Dataset<Row> keys, long nowUs) {
    return RowChange.set(
        keys.distinct(), matchCondition(), Map.of(StageColumns.RETIRED_US.name(), lit(nowUs)));
  }

  private org.apache.spark.sql.Column matchCondition() {
    return inTable(StageColumns.RETIRED_US.name()).isNull().and(sameKey());
  }

  private org.apache.spark.sql.Column sameKey() {
    String fingerprint = StageColumns.FINGERPRINT.name();
    org.apache.spark.sql.Column condition = inTable(fingerprint).equalTo(inKeys(fingerprint));
    for (String key : keyColumns()) {
      condition = condition.and(inTable(key).equalTo(inKeys(key)));
    }
    return condition;
  }

  private static org.apache.spark.sql.Column inTable(String column) {
    return col(RowChange.TABLE + "." + column);
  }

  private static org.apache.spark.sql.Column inKeys(String column) {
    return col(RowChange.KEYS + "." + column);
  }

  /**
   * Names a commit.
   *
   * @param writer who writes: one run of one stage
   * @param number the writer's number for this commit, ascending
   * @param note kept in the table's history
   */
  public record Commit(String writer, long number, String note) {}
}
