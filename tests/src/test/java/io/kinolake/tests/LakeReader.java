package io.kinolake.tests;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeFiles;
import io.kinolake.jobs.tables.SparkSessions;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** Reads the tables that a pipeline in another process has left. */
final class LakeReader {
  /** Tells when a row came about or beside what a sample was stored, not what it says. */
  private static final Set<String> RUN_DEPENDENT =
      Set.of(
          StageColumns.RETIRED_US.name(),
          StageColumns.ATTEMPTS.name(),
          FeatureTable.SHARD.name(),
          FeatureTable.OFFSET.name());

  private static final SparkSession SPARK = SparkSessions.local("local[2]", newFolder().toString());

  private final Lake lake;

  LakeReader(Path warehouse) {
    this(warehouse.toString());
  }

  LakeReader(String warehouse) {
    this.lake = new Lake(SPARK, warehouse);
  }

  /** The settings with which the reader reaches file systems. */
  static Configuration hadoop() {
    return SPARK.sparkContext().hadoopConfiguration();
  }

  /** The live rows of a table as text, sorted, without the columns that differ from run to run. */
  List<String> rows(TableSchema<?> table) {
    return lake.table(table).live().collectAsList().stream()
        .map(LakeReader::text)
        .sorted()
        .toList();
  }

  /** The same of every table, by name. */
  Map<String, List<String>> allRows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    LakeTables.ALL.forEach(table -> rows.put(table.name(), rows(table)));
    return rows;
  }

  /** The same of the table with this name. */
  List<String> rowsOf(String name) {
    return LakeTables.ALL.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .map(this::rows)
        .orElseThrow();
  }

  /** The live rows. */
  List<Row> live(TableSchema<?> table) {
    return lake.table(table).live().collectAsList();
  }

  /** The live rows that hold a result. */
  List<Row> results(TableSchema<?> table) {
    return lake.table(table).results().collectAsList();
  }

  /** The live rows of one source or clip, failed ones among them. */
  List<Row> live(TableSchema<?> table, String item) {
    return lake.table(table).live().where(col(table.item().name()).equalTo(item)).collectAsList();
  }

  /** The version of every table, by name. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new LinkedHashMap<>();
    LakeTables.ALL.forEach(table -> versions.put(table.name(), lake.table(table).version()));
    return versions;
  }

  /** Path below the warehouse and length of everything in the folder of clip files. */
  Map<String, Long> mediaFiles() {
    Map<String, Long> files = new TreeMap<>();
    new LakeFiles(lake)
        .list(lake.root() + "/media")
        .forEach(file -> files.put(file.relative(), file.bytes()));
    return files;
  }

  /** Whether a file is in the warehouse. */
  boolean hasFile(String relative) {
    return new LakeFiles(lake).exists(lake.root() + "/" + relative);
  }

  private static String text(Row row) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      String name = row.schema().fieldNames()[i];
      if (!RUN_DEPENDENT.contains(name)) {
        fields.add(name + "=" + text(row.get(i)));
      }
    }
    return String.join(", ", fields);
  }

  private static String text(Object value) {
    return value instanceof scala.collection.Map<?, ?> map
        ? new TreeMap<>(CollectionConverters.asJava(map)).toString()
        : String.valueOf(value);
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("kinolake-reader");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
