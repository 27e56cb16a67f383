package io.kinolake.jobs.list;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table with a column {@code path}: {@code .csv} with a header, {@code .parquet}, {@code .jsonl}
 * or Delta.
 */
public record PathTable(SparkSession spark, Location source) {
  /** The column that names files. */
  public static final String PATH = "path";

  /** Whether there is such a table, by its name or its Delta log. */
  public boolean isTable() {
    return isCsv() || hasEnding(".parquet") || hasEnding(".jsonl") || isDelta();
  }

  /**
   * The rows; all values of a CSV as text.
   *
   * @throws KinolakeException BAD_ARGUMENT if there is no column {@code path}
   */
  public Dataset<Row> rows() {
    return withPath(isCsv() ? csv().csv(text()) : typed());
  }

  /**
   * The rows, where a column of a CSV that holds nothing but numbers is one of numbers.
   *
   * @throws KinolakeException BAD_ARGUMENT if there is no column {@code path}
   */
  public Dataset<Row> typedRows() {
    if (!isCsv()) {
      return withPath(typed());
    }
    StructType inferred = csv().option("inferSchema", true).csv(text()).schema();
    StructType schema = new StructType();
    for (StructField field : inferred.fields()) {
      boolean number = field.dataType() instanceof NumericType && !field.name().equals(PATH);
      schema = schema.add(field.name(), number ? field.dataType() : DataTypes.StringType);
    }
    return withPath(csv().schema(schema).csv(text()));
  }

  private Dataset<Row> withPath(Dataset<Row> table) {
    if (!List.of(table.columns()).contains(PATH)) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Table '%s' has no column 'path' (it has %s). Name a table with one."
              .formatted(source, String.join(", ", table.columns())));
    }
    return table;
  }

  private boolean isCsv() {
    return hasEnding(".csv");
  }

  private boolean hasEnding(String ending) {
    return source.text().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  private String text() {
    return HadoopPaths.of(source).toString();
  }

  private DataFrameReader csv() {
    return spark
        .read()
        .option("header", true)
        .option("multiLine", true)
        .option("quote", "\"")
        .option("escape", "\"");
  }

  private Dataset<Row> typed() {
    if (hasEnding(".jsonl")) {
      return spark.read().json(text());
    }
    return hasEnding(".parquet")
        ? spark.read().parquet(text())
        : spark.read().format("delta").load(text());
  }

  private boolean isDelta() {
    Path log = HadoopPaths.of(source.resolve("_delta_log"));
    try {
      return log.getFileSystem(spark.sessionState().newHadoopConf()).exists(log);
    } catch (IOException e) {
      throw new UncheckedIOException("while trying to look at " + source, e);
    }
  }
}
