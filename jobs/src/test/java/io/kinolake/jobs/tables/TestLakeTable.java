package io.kinolake.jobs.tables;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestLakeTable {
  private static final Column<String> ITEM = Column.ofString("item", "The item");
  private static final Column<FloatVector> NUMBERS =
      Column.ofFloats("numbers", "A column that came later").optional();

  private static final TableSchema<Thing> OLD =
      TableSchema.of("things", "A thing", ITEM, List.of(ITEM), new Codec(false));
  private static final TableSchema<Thing> NEW =
      TableSchema.of("things", "A thing", ITEM, List.of(ITEM, NUMBERS), new Codec(true));

  private final LakeFixture fixture = new LakeFixture();

  @Test
  void aTableThatIsOlderThanAColumnIsReadAndGoesOn() {
    Thing old = new Thing("a", Optional.empty());
    Thing fresh = new Thing("b", Optional.of(FloatVector.of(1.5f, -2, Float.MIN_VALUE)));
    append(OLD, old, 1);
    assertThat(fixture.results(NEW)).containsExactly(old);

    append(NEW, fresh, 2);
    assertThat(fixture.results(NEW)).containsExactlyInAnyOrder(old, fresh);
    assertThat(fixture.results(OLD)).hasSize(2);
  }

  @Test
  void aTableHasItsDocItsPropertiesAndEveryReaderCanReadIt() {
    fixture.lake().table(NEW).create();

    Row detail = DeltaTable.forPath(fixture.spark(), path()).detail().first();

    assertThat(detail.<String>getAs("description")).isEqualTo("A thing");
    assertThat(detail.getJavaMap(detail.fieldIndex("properties")))
        .isEqualTo(
            Map.of("delta.enableChangeDataFeed", "true", "delta.enableDeletionVectors", "false"));
    assertThat(detail.<Integer>getAs("minReaderVersion")).isEqualTo(1);
  }

  @Test
  void aCommitIsAppliedOnceAndBearsItsNote() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);

    assertThat(fixture.results(NEW)).extracting(Thing::item).containsExactlyInAnyOrder("a", "b");
    Row newest = newest();
    assertThat(newest.<String>getAs("operation")).isEqualTo("WRITE");
    assertThat(newest.<String>getAs("userMetadata")).isEqualTo("test");
    assertThat(newest.<Long>getAs("version")).isEqualTo(2);
  }

  @Test
  void retiredRowsStayAndTheChangeFeedTellsOfThemAlone() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);
    append(NEW, new Thing("c", Optional.empty()), 3);
    LakeTable<Thing> table = fixture.lake().table(NEW);
    long before = table.version();

    table.retire(keys("b", "no such item"), 77);

    assertThat(table.version()).isEqualTo(before + 1);
    assertThat(fixture.results(NEW)).extracting(Thing::item).containsExactlyInAnyOrder("a", "c");
    assertThat(table.all().where(col("item").equalTo("b")).first().<Long>getAs("retired_us"))
        .isEqualTo(77);
    assertThat(changesAfter(before))
        .containsExactlyInAnyOrder("b update_preimage null", "b update_postimage 77");
    assertThat(newest().<String>getAs("operation")).isEqualTo("UPDATE");
  }

  @Test
  void onlyFilesWithChangedRowsAreWrittenAnew() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);
    LakeTable<Thing> table = fixture.lake().table(NEW);
    Set<String> before = Set.of(table.all().inputFiles());

    table.retire(keys("b"), 77);

    assertThat(table.all().inputFiles()).hasSize(2).containsAnyElementsOf(before);
    assertThat(Set.of(table.all().inputFiles())).isNotEqualTo(before);
  }

  @Test
  void whatMatchesNothingMakesNoCommit() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    LakeTable<Thing> table = fixture.lake().table(NEW);
    table.retire(keys("a"), 77);
    long before = table.version();

    table.retire(keys("a"), 78); // retired already
    table.remove(keys("z"));
    assertThat(table.erase(keys("z").select("item"))).isZero();

    assertThat(table.version()).isEqualTo(before);
  }

  @Test
  void removedAndErasedRowsAreGone() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);
    append(NEW, new Thing("c", Optional.empty()), 3);
    LakeTable<Thing> table = fixture.lake().table(NEW);
    table.retire(keys("b"), 77);
    long before = table.version();

    table.remove(keys("a", "b"));
    assertThat(items(table)).as("the retired one is no live row").containsExactly("b", "c");
    assertThat(table.erase(keys("b").select("item"))).isEqualTo(1);
    assertThat(items(table)).containsExactly("c");
    assertThat(changesAfter(before)).containsExactlyInAnyOrder("a delete null", "b delete 77");
    assertThat(newest().<String>getAs("operation")).isEqualTo("DELETE");
    assertThat(newest().getJavaMap(newest().fieldIndex("operationMetrics")))
        .containsEntry("numDeletedRows", "1");
  }

  @Test
  void rowsAreReplacedInOneCommit() {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);
    LakeTable<Thing> table = fixture.lake().table(NEW);
    long before = table.version();
    Thing fresh = new Thing("a", Optional.of(FloatVector.of(2)));

    table.replace(keys("a"), rows(NEW, fresh), 77);

    assertThat(table.version()).isEqualTo(before + 1);
    assertThat(fixture.results(NEW))
        .containsExactlyInAnyOrder(fresh, new Thing("b", Optional.empty()));
    assertThat(items(table)).containsExactly("a", "a", "b");
    assertThat(changesAfter(before))
        .containsExactlyInAnyOrder(
            "a update_preimage null", "a update_postimage 77", "a insert null");
  }

  @ParameterizedTest
  @CsvSource({"delta.enableDeletionVectors, true", "delta.enableChangeDataFeed, false"})
  void tablesWithOtherPropertiesAreChangedAlike(String property, String value) {
    append(NEW, new Thing("a", Optional.empty()), 1);
    append(NEW, new Thing("b", Optional.empty()), 2);
    fixture
        .spark()
        .sql(
            "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('%s' = '%s')"
                .formatted(path(), property, value));
    LakeTable<Thing> table = fixture.lake().table(NEW);
    Thing fresh = new Thing("a", Optional.of(FloatVector.of(2)));

    table.replace(keys("a"), rows(NEW, fresh), 77);
    assertThat(fixture.results(NEW))
        .containsExactlyInAnyOrder(fresh, new Thing("b", Optional.empty()));
    table.remove(keys("b"));
    assertThat(items(table)).containsExactly("a", "a");
  }

  private static List<String> items(LakeTable<Thing> table) {
    return table.all().select("item").orderBy("item").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Dataset<Row> keys(String... items) {
    StructType schema = new StructType().add("item", "string").add("fingerprint", "string");
    List<Row> rows = new ArrayList<>();
    for (String item : items) {
      rows.add(RowFactory.create(item, "f"));
      rows.add(RowFactory.create(item, "f")); // keys may be told twice
    }
    return fixture.spark().createDataFrame(rows, schema);
  }

  /** What the change data feed tells of later versions. */
  private List<String> changesAfter(long version) {
    return fixture
        .spark()
        .read()
        .format("delta")
        .option("readChangeFeed", true)
        .option("startingVersion", version + 1)
        .load(path())
        .collectAsList()
        .stream()
        .map(
            row ->
                row.getAs("item") + " " + row.getAs("_change_type") + " " + row.getAs("retired_us"))
        .toList();
  }

  private Row newest() {
    return DeltaTable.forPath(fixture.spark(), path()).history(1).first();
  }

  private String path() {
    return fixture.lake().table(NEW).path();
  }

  private void append(TableSchema<Thing> schema, Thing thing, long number) {
    fixture
        .lake()
        .table(schema)
        .append(rows(schema, thing), new LakeTable.Commit("test", number, "test"));
  }

  private Dataset<Row> rows(TableSchema<Thing> schema, Thing thing) {
    WorkItem item =
        new WorkItem(
            thing.item(), List.of(new WorkItem.WorkPart(StagePart.WHOLE, "f", 1)), List.of());
    List<Row> rows =
        new OutputRows<>(schema)
            .of(item, ItemResult.whole(Outcome.produced(thing))).stream()
                .map(SparkTypes::toSpark)
                .toList();
    return fixture.spark().createDataFrame(rows, fixture.lake().table(schema).storedSchema());
  }

  private record Thing(String item, Optional<FloatVector> numbers) {}

  private record Codec(boolean hasNumbers) implements RowCodec<Thing> {
    @Override
    public Thing read(RowReader row) {
      return new Thing(row.get(ITEM), hasNumbers ? row.find(NUMBERS) : Optional.empty());
    }

    @Override
    public void write(Thing thing, RowWriter row) {
      row.set(ITEM, thing.item()).setIfPresent(NUMBERS, thing.numbers());
    }
  }
}
