package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTableSnapshot {
  private final SparkSession spark = new LakeFixture().spark();
  @TempDir private Path folder;
  private String path;

  @BeforeEach
  void nameTable() {
    path = folder.resolve("table of numbers").toString();
  }

  @Test
  void whatIsNoTableHasNoSnapshot() throws IOException {
    assertThat(newest()).isEmpty();
    Files.createDirectory(Path.of(path));
    assertThat(newest()).isEmpty();
  }

  @Test
  void rowsAreThoseThatDeltaReadsAfterEveryKindOfChange() {
    for (int i = 0; i < 12; i++) { // beyond the first checkpoint, which comes after ten commits
      numbers(10L * i, 10L * i + 10).write().format("delta").mode("append").save(path);
      assertRowsAreDeltas(i);
    }
    DeltaTable table = DeltaTable.forPath(spark, path);
    table.delete(col("id").lt(15));
    assertRowsAreDeltas(12);
    table.update(col("id").gt(110), Map.of("half", lit(-1.0)));
    assertRowsAreDeltas(13);
    numbers(115, 125)
        .withColumn("name", lit("a column that came later"))
        .write()
        .format("delta")
        .mode("append")
        .option("mergeSchema", true)
        .save(path);
    assertRowsAreDeltas(14);
    numbers(7, 8).write().format("delta").mode("overwrite").save(path);
    assertRowsAreDeltas(15);
  }

  @Test
  void aFrameShowsTheVersionThatItWasMadeFrom() {
    numbers(0, 3).write().format("delta").save(path);
    Dataset<Row> before = newest().orElseThrow().rows(spark).orElseThrow();

    DeltaTable.forPath(spark, path).delete(col("id").equalTo(1));

    assertThat(before.count()).isEqualTo(3);
    assertThat(newest().orElseThrow().rows(spark).orElseThrow().count()).isEqualTo(2);
  }

  @Test
  void tablesThatAreMoreThanParquetFilesAreLeftToDelta() {
    write(numbers(0, 4).withColumn("even", col("id").mod(2)), "partitioned")
        .partitionBy("even")
        .save(path);
    assertThat(newest().orElseThrow().rows(spark)).isEmpty();

    for (Map.Entry<String, String> property :
        Map.of("delta.enableDeletionVectors", "true", "delta.columnMapping.mode", "name")
            .entrySet()) {
      path = folder.resolve(property.getKey()).toString();
      write(numbers(0, 4), path).option(property.getKey(), property.getValue()).save(path);

      assertThat(newest().orElseThrow().rows(spark)).as(property.getKey()).isEmpty();
      assertThat(new DeltaPath(spark, path).read(numbers(0, 1).schema()).count()).isEqualTo(4);
    }
  }

  @Test
  void aBrokenLogIsReportedWithTheTablesName() throws IOException {
    numbers(0, 3).write().format("delta").save(path);
    Files.writeString(Path.of(path, "_delta_log", "00000000000000000001.json"), "{no json");

    assertThatThrownBy(this::newest)
        .isInstanceOfSatisfying(
            KinolakeException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NOT_READABLE))
        .hasMessageContaining(path);
  }

  private void assertRowsAreDeltas(long version) {
    TableSnapshot snapshot = newest().orElseThrow();
    Dataset<Row> delta = spark.read().format("delta").load(path);

    assertThat(snapshot.version()).isEqualTo(version);
    Dataset<Row> rows = snapshot.rows(spark).orElseThrow();
    assertThat(rows.schema()).isEqualTo(delta.schema());
    assertThat(sorted(rows)).isEqualTo(sorted(delta));
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.orderBy("id", "half").collectAsList();
  }

  private static DataFrameWriter<Row> write(Dataset<Row> rows, String name) {
    return rows.write().format("delta").mode("append").option("userMetadata", name);
  }

  private Dataset<Row> numbers(long from, long to) {
    return spark.range(from, to).withColumn("half", col("id").divide(2)).coalesce(1);
  }

  private Optional<TableSnapshot> newest() {
    return TableSnapshot.newest(spark.sessionState().newHadoopConf(), path);
  }
}
