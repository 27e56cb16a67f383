package io.kinolake.jobs.tables;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

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
    Row newest = DeltaTable.forPath(fixture.spark(), path()).history(1).first();
    assertThat(newest.<String>getAs("operation")).isEqualTo("WRITE");
    assertThat(newest.<String>getAs("userMetadata")).isEqualTo("test");
    assertThat(newest.<Long>getAs("version")).isEqualTo(2);
  }

  private String path() {
    return fixture.lake().table(NEW).path();
  }

  private void append(TableSchema<Thing> schema, Thing thing, long number) {
    LakeTable<Thing> table = fixture.lake().table(schema);
    WorkItem item =
        new WorkItem(
            thing.item(), List.of(new WorkItem.WorkPart(StagePart.WHOLE, "f", 1)), List.of());
    List<Row> rows =
        new OutputRows<>(schema)
            .of(item, ItemResult.whole(Outcome.produced(thing))).stream()
                .map(SparkTypes::toSpark)
                .toList();
    table.append(
        fixture.spark().createDataFrame(rows, table.storedSchema()),
        new LakeTable.Commit("test", number, "test"));
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
