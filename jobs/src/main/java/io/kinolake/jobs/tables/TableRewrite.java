package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A {@link RowChange} of a table of Parquet files: the files that hold rows to be changed are
 * written anew, with what the table's change data feed tells of them. Delta's own command for it
 * runs some eight jobs, this one two or three; see decision 0013.
 */
final class TableRewrite {
  /** Keys that are sent to every task; more are joined by sorting. */
  private static final int LOCAL_KEYS = 100_000;

  /** By these names Delta tells changes; a row without one is the table's. */
  private static final String CHANGE_TYPE = "_change_type";

  private static final String BEFORE = "update_preimage";
  private static final String AFTER = "update_postimage";
  private static final String DELETED = "delete";
  private static final String INSERTED = "insert";

  private static final String FILE = "_metadata.file_name";
  private static final String HIT = "_hit";

  private final SparkSession spark;
  private final TableSnapshot snapshot;
  private final RowChange change;
  private final Dataset<Row> keys;

  /**
   * @param snapshot a plain table's
   */
  TableRewrite(SparkSession spark, TableSnapshot snapshot, RowChange change) {
    this.spark = spark;
    this.snapshot = snapshot;
    this.change = change;
    this.keys = local(change.keys()).as(RowChange.KEYS);
  }

  /**
   * What is to be changed.
   *
   * @param files that hold such rows
   * @param rows how many they are
   */
  record Hits(List<TableSnapshot.DataFile> files, long rows) {}

  /** Looks for the rows to be changed. */
  Hits hits() {
    List<TableSnapshot.DataFile> files = snapshot.files();
    Map<String, Long> rows =
        snapshot
            .rows(spark, files)
            .withColumn("_file", col(FILE))
            .as(RowChange.TABLE)
            .join(keys, change.match(), "left_semi")
            .groupBy("_file")
            .count()
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    List<TableSnapshot.DataFile> touched =
        files.stream().filter(file -> rows.containsKey(file.name())).toList();
    if (touched.size() < rows.size()) {
      throw new IllegalStateException("Spark and the log name files differently: " + rows.keySet());
    }
    return new Hits(touched, rows.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * What is to be written in place of files.
   *
   * @param touched the files that hold rows to be changed
   * @param withFeed whether the table has a change data feed: rows of it have a change type
   */
  Dataset<Row> rows(List<TableSnapshot.DataFile> touched, boolean withFeed) {
    Dataset<Row> kept =
        touched.isEmpty() ? none() : changed(snapshot.rows(spark, touched), withFeed);
    Dataset<Row> all =
        change
            .added()
            .map(rows -> kept.unionByName(typed(rows, types(withFeed, INSERTED))))
            .orElse(kept);
    return withFeed ? all : all.drop(CHANGE_TYPE);
  }

  private Dataset<Row> none() {
    return spark.createDataFrame(List.of(), snapshot.schema().add(CHANGE_TYPE, "string"));
  }

  private Dataset<Row> changed(Dataset<Row> rows, boolean withFeed) {
    Dataset<Row> marked =
        rows.as(RowChange.TABLE).join(keys.withColumn(HIT, lit(true)), change.match(), "left");
    Column hit = col(HIT).isNotNull();
    List<Column> columns =
        new ArrayList<>(
            Stream.of(snapshot.schema().fieldNames())
                .map(name -> col(RowChange.TABLE + "." + name))
                .toList());
    columns.add(hit.as(HIT));
    Dataset<Row> told = marked.select(columns.toArray(Column[]::new));
    if (change.deletes()) {
      Dataset<Row> left = withFeed ? told : told.where(not(col(HIT)));
      Column types = when(col(HIT), array(lit(DELETED))).otherwise(types(/* withFeed= */ false));
      return typed(left, types).drop(HIT);
    }
    Column types =
        when(col(HIT), types(withFeed, BEFORE, AFTER)).otherwise(types(/* withFeed= */ false));
    Dataset<Row> set = typed(told, types);
    Column isNew = col(HIT).and(col(CHANGE_TYPE).isNull().or(col(CHANGE_TYPE).notEqual(BEFORE)));
    for (Map.Entry<String, Column> value : change.set().entrySet()) {
      String column = value.getKey();
      set = set.withColumn(column, when(isNew, value.getValue()).otherwise(col(column)));
    }
    return set.drop(HIT);
  }

  /** Each row once for each change type. */
  private static Dataset<Row> typed(Dataset<Row> rows, Column types) {
    return rows.withColumn(CHANGE_TYPE, explode(types));
  }

  /** The table's row and, if there is a feed, the feed's. */
  private static Column types(boolean withFeed, String... ofFeed) {
    Stream<Column> types = Stream.of(lit(null).cast("string"));
    if (withFeed) {
      types = Stream.concat(types, Stream.of(ofFeed).map(type -> lit(type)));
    }
    return array(types.toArray(Column[]::new));
  }

  /** Keys are read twice, and their query may be long. */
  private static Dataset<Row> local(Dataset<Row> keys) {
    StructType schema = keys.schema();
    List<Row> some = keys.limit(LOCAL_KEYS + 1).collectAsList();
    return some.size() > LOCAL_KEYS
        ? keys.localCheckpoint()
        : broadcast(keys.sparkSession().createDataFrame(some, schema));
  }
}
