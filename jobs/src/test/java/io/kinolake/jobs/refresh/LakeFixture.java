package io.kinolake.jobs.refresh;

import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.SharedSpark;
import io.kinolake.udfs.ArrayRow;
import io.kinolake.udfs.spark.SparkTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in an empty folder, on a Spark session that the tests of one JVM share. */
public final class LakeFixture {
  private static final SparkSession SPARK = SharedSpark.session();

  private final Path folder = newFolder("lake");
  private final Lake lake = new Lake(SPARK, folder.resolve("warehouse").toString());
  private Runnable beforeUse = () -> {};

  public Lake lake() {
    Runnable first = beforeUse;
    beforeUse = () -> {};
    first.run();
    return lake;
  }

  /** Does something before the lake is handed out the next time, once. */
  public void beforeUse(Runnable action) {
    beforeUse = action;
  }

  public SparkSession spark() {
    return SPARK;
  }

  /** A folder for files of the test, beside the warehouse. */
  public Path folder() {
    return folder;
  }

  public StepContext context() {
    return context(RunOptions.DEFAULT);
  }

  public StepContext context(RunOptions options) {
    return new StepContext(
        lake(), UUID.randomUUID().toString(), options, Progress.SILENT, Clock.systemUTC());
  }

  /** The results of a table as records. */
  public <R extends Record> List<R> results(io.kinolake.schemas.TableSchema<R> schema) {
    return records(schema, lake.table(schema).results());
  }

  /** Rows as records. */
  public static <R extends Record> List<R> records(
      io.kinolake.schemas.TableSchema<R> schema, Dataset<Row> rows) {
    ArrayRow.Layout layout = new ArrayRow.Layout(schema.columns());
    return rows.collectAsList().stream()
        .map(row -> schema.codec().read(layout.over(SparkTypes.toJava(row, schema.columns()))))
        .toList();
  }

  private static Path newFolder(String name) {
    try {
      return Files.createTempDirectory("kinolake-test-" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
