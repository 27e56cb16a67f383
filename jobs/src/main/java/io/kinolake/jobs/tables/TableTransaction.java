package io.kinolake.jobs.tables;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One commit to a Delta table, by Delta's own transaction but without the SQL command around it,
 * which replays the log in two Spark jobs to learn whether it has run before.
 */
final class TableTransaction {
  static final String CHANGE_FEED = "delta.enableChangeDataFeed";

  private final OptimisticTransaction transaction;
  private final Clock clock;

  private TableTransaction(OptimisticTransaction transaction, Clock clock) {
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Starts one at the table's newest version. */
  static TableTransaction start(DeltaLog log, Clock clock) {
    return new TableTransaction(log.startTransaction(Option.empty(), Option.empty()), clock);
  }

  /** Makes a table that does not exist. */
  void create(String doc, StructType schema, Map<String, String> properties) {
    Metadata metadata =
        new Metadata(
            UUID.randomUUID().toString(),
            null,
            doc,
            new Format("parquet", map(Map.of())),
            schema.json(),
            seq(List.of()),
            map(properties),
            Option.apply(clock.millis()));
    transaction.updateMetadataForNewTable(metadata);
    transaction.commit(
        seq(List.of()),
        new DeltaOperations.CreateTable(transaction.metadata(), false, false, Option.empty()));
  }

  /** Appends rows whose columns the table has. */
  void append(Dataset<Row> rows, LakeTable.Commit commit) {
    transaction.commit(
        seq(actions(rows, commit)),
        new DeltaOperations.Write(
            SaveMode.Append,
            Option.empty(),
            Option.empty(),
            Option.apply(commit.note()),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty()));
  }

  /** The version that this transaction starts from. */
  long readVersion() {
    return transaction.readVersion();
  }

  /** Whether the table tells its readers what changed. */
  boolean hasChangeFeed() {
    return transaction.metadata().configuration().get(CHANGE_FEED).contains("true");
  }

  /**
   * Puts rows in the place of files of which some rows were changed.
   *
   * @param rows with a change type if the table has a change feed
   */
  void update(TableRewrite.Hits hits, Dataset<Row> rows) {
    count("numUpdatedRows", hits.rows());
    rewrite(hits, rows, new DeltaOperations.Update(Option.empty()));
  }

  /** The same where rows were deleted. */
  void delete(TableRewrite.Hits hits, Dataset<Row> rows) {
    count("numDeletedRows", hits.rows());
    rewrite(hits, rows, new DeltaOperations.Delete(seq(List.of())));
  }

  private void rewrite(
      TableRewrite.Hits hits, Dataset<Row> rows, DeltaOperations.Operation operation) {
    List<Action> actions =
        new ArrayList<>(CollectionConverters.asJava(transaction.writeFiles(rows)));
    hits.files().forEach(file -> actions.add(removed(file)));
    transaction.commit(seq(actions), operation);
  }

  /** For the table's history. */
  private void count(String metric, long rows) {
    SparkSession spark = transaction.spark();
    SQLMetric counted = SQLMetrics.createMetric(spark.sparkContext(), metric);
    counted.set(rows);
    transaction.registerSQLMetrics(
        spark,
        scala.collection.immutable.Map$.MODULE$.from(
            CollectionConverters.asScala(Map.of(metric, counted))));
  }

  private Action removed(TableSnapshot.DataFile file) {
    return new AddFile(
            file.logged(),
            map(Map.of()),
            file.status().getLen(),
            file.status().getModificationTime(),
            /* dataChange= */ true,
            /* stats= */ null,
            /* tags= */ null,
            /* deletionVector= */ null,
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty())
        .removeWithTimestamp(clock.millis(), /* dataChange= */ true);
  }

  private List<Action> actions(Dataset<Row> rows, LakeTable.Commit commit) {
    List<Action> actions =
        new ArrayList<>(CollectionConverters.asJava(transaction.writeFiles(rows)));
    actions.add(new SetTransaction(commit.writer(), commit.number(), Option.apply(clock.millis())));
    return actions;
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  private static scala.collection.immutable.Map<String, String> map(Map<String, String> map) {
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
  }
}
