package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A Delta table by its path: the few operations that all tables of the lakehouse share. */
record DeltaPath(SparkSession spark, String path) {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          TableTransaction.CHANGE_FEED,
          "true",
          // Readers other than Spark often lack deletion vectors.
          "delta.enableDeletionVectors",
          "false");

  private static final String LOG = "_delta_log";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The newest version, or {@link LakeTable#MISSING}. Starts no Spark job. */
  long version() {
    return snapshot().map(TableSnapshot::version).orElse(LakeTable.MISSING);
  }

  /** The note of the newest commit, where it has one. Starts no Spark job. */
  Optional<String> newestNote() {
    Path commit = new Path(path, LOG + "/%020d.json".formatted(version()));
    try {
      FileSystem files = commit.getFileSystem(spark.sessionState().newHadoopConf());
      if (!files.exists(commit)) {
        return Optional.empty();
      }
      try (MappingIterator<JsonNode> actions =
          JSON.readerFor(JsonNode.class).readValues((InputStream) files.open(commit))) {
        while (actions.hasNext()) {
          JsonNode note = actions.next().path("commitInfo").path("userMetadata");
          if (note.isTextual()) {
            return Optional.of(note.textValue());
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to read the newest commit of " + path, e);
    }
  }

  boolean exists() {
    return version() != LakeTable.MISSING;
  }

  /**
   * Every row; no rows of the given schema where the table does not exist. A column that the table
   * lacks, because it is older than the column, is null.
   */
  Dataset<Row> read(StructType schema) {
    Optional<TableSnapshot> snapshot = snapshot();
    if (snapshot.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    Dataset<Row> rows =
        snapshot.get().rows(spark).orElseGet(() -> spark.read().format("delta").load(path));
    List<String> stored = List.of(rows.columns());
    for (StructField field : schema.fields()) {
      if (!stored.contains(field.name())) {
        rows = rows.withColumn(field.name(), lit(null).cast(field.dataType()));
      }
    }
    return rows;
  }

  void create(String doc, StructType schema) {
    if (!exists()) {
      transaction().create(doc, schema, PROPERTIES);
    }
  }

  /**
   * Appends rows, to a new table where there is none; does nothing if the commit was applied
   * before.
   *
   * @param doc of a new table
   * @param schema of a new table
   */
  void append(String doc, StructType schema, Dataset<Row> rows, LakeTable.Commit commit) {
    Optional<TableSnapshot> newest = snapshot();
    if (newest.isEmpty()) {
      transaction().create(doc, schema, PROPERTIES);
    } else if (newest.get().isApplied(commit)) {
      return;
    }
    StructType stored = newest.map(TableSnapshot::schema).orElse(schema);
    if (List.of(stored.fieldNames()).containsAll(List.of(rows.columns()))) {
      transaction().append(rows, commit);
    } else {
      appendWithNewColumns(rows, commit);
    }
  }

  /**
   * Changes rows in one commit; without a match and rows to add, there is none.
   *
   * @return how many rows of the table matched
   */
  long change(RowChange change) {
    TableTransaction transaction = transaction();
    TableSnapshot snapshot =
        TableSnapshot.of(spark.sessionState().newHadoopConf(), path, transaction.readVersion());
    List<String> stored = List.of(snapshot.schema().fieldNames());
    if (!snapshot.isPlain()
        || !change.added().stream()
            .allMatch(rows -> Set.of(rows.columns()).equals(Set.copyOf(stored)))) {
      return merge(change, snapshot.schema());
    }
    TableRewrite rewrite = new TableRewrite(spark, snapshot, change);
    TableRewrite.Hits hits = rewrite.hits();
    if (hits.rows() > 0 || change.added().isPresent()) {
      Dataset<Row> rows = rewrite.rows(hits.files(), transaction.hasChangeFeed());
      if (change.deletes()) {
        transaction.delete(hits, rows);
      } else {
        transaction.update(hits, rows);
      }
    }
    return hits.rows();
  }

  /** For tables that are more than Parquet files, or older than a column. */
  private long merge(RowChange change, StructType schema) {
    long rows =
        read(schema)
            .as(RowChange.TABLE)
            .join(change.keys().as(RowChange.KEYS), change.match(), "left_semi")
            .count();
    if (rows > 0 || change.added().isPresent()) {
      change.merge(table());
    }
    return rows;
  }

  /** For a table that is older than a column. */
  private void appendWithNewColumns(Dataset<Row> rows, LakeTable.Commit commit) {
    rows.write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", true)
        .option("txnAppId", commit.writer())
        .option("txnVersion", commit.number())
        .option("userMetadata", commit.note())
        .save(path);
  }

  /** The data files of the newest version. Starts no Spark job. */
  List<TableSnapshot.DataFile> files() {
    return snapshot().map(TableSnapshot::files).orElse(List.of());
  }

  /** Whether there are files that only older versions, or nobody, need. Starts no Spark job. */
  boolean hasOldFiles() {
    Set<String> newest =
        files().stream().map(TableSnapshot.DataFile::name).collect(Collectors.toSet());
    Path root = new Path(path);
    try {
      FileSystem files = root.getFileSystem(spark.sessionState().newHadoopConf());
      RemoteIterator<LocatedFileStatus> all = files.listFiles(root, /* recursive= */ true);
      while (all.hasNext()) {
        Path file = all.next().getPath();
        if (!file.getParent().toString().contains(LOG) && !newest.contains(file.getName())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to list " + path, e);
    }
  }

  private TableTransaction transaction() {
    return TableTransaction.start(DeltaLog.forTable(spark, path), Clock.systemUTC());
  }

  private Optional<TableSnapshot> snapshot() {
    return TableSnapshot.newest(spark.sessionState().newHadoopConf(), path);
  }

  DeltaTable table() {
    return DeltaTable.forPath(spark, path);
  }
}
