package io.kinolake.jobs.tables;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One commit to a Delta table, by Delta's own transaction but without the SQL command around it,
 * which replays the log in two Spark jobs to learn whether it has run before.
 */
final class TableTransaction {
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
