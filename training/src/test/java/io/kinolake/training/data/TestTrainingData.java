package io.kinolake.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.training.data.DataRequest.Clips;
import io.kinolake.training.data.TrainingData.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainingData {
  private static final String BUCKET = "2x3x4";

  @TempDir private Path folder;
  private WrittenWarehouse warehouse;

  @BeforeEach
  void makeWarehouse() {
    warehouse = new WrittenWarehouse(folder);
  }

  @Test
  void tellsOfEverySampleWhatItIsAndWhereItLies() throws IOException {
    List<Feature> latents = warehouse.latents(BUCKET, "one");
    List<Feature> texts = warehouse.texts("one");
    warehouse.appendFeatures(latents);
    warehouse.appendFeatures(texts);

    TrainingData data = warehouse.open();

    assertThat(data.versions()).isEqualTo(new TableVersions(2, Optional.empty()));
    assertThat(data.leftOut()).isEqualTo(new LeftOut(0, 0, 0));
    TrainingSample sample = data.samples().get(0);
    assertThat(sample.clip().value()).isEqualTo("one");
    assertThat(sample.bucket()).isEqualTo(BUCKET);
    assertThat(sample.caption()).isEqualTo("a caption of one");
    assertThat(sample.latents()).isEqualTo(latents.get(0).lineage());
    assertThat(sample.text()).isEqualTo(texts.get(0).lineage());
    assertThat(sample.tensors()).containsOnlyKeys("latent_mean", "latent_logvar", "text");
    for (Feature feature : List.of(latents.get(0), latents.get(1), texts.get(0))) {
      assertThat(sample.tensors()).containsEntry(feature.tensor(), feature.place());
    }
  }

  @Test
  void ordersSamplesByClipIdWhateverTheOrderOfRows() throws IOException {
    warehouse.addSamples(BUCKET, "d", "a");
    warehouse.addSamples("1x2x2", "c", "b");

    assertThat(clips(warehouse.open())).containsExactly("a", "b", "c", "d");
  }

  @Test
  void countsClipsThatLackOneHalf() throws IOException {
    warehouse.addSamples(BUCKET, "whole");
    warehouse.appendFeatures(warehouse.latents(BUCKET, "silent", "mute"));
    warehouse.appendFeatures(warehouse.texts("blind"));

    TrainingData data = warehouse.open();

    assertThat(clips(data)).containsExactly("whole");
    assertThat(data.leftOut()).isEqualTo(new LeftOut(1, 2, 0));
  }

  @Test
  void leavesOutRetiredAndFailedRowsAndOtherSets() throws IOException {
    warehouse.addSamples(BUCKET, "good");
    List<MapRow> rows = new ArrayList<>();
    for (Feature feature : concat(warehouse.latents(BUCKET, "old"), warehouse.texts("old"))) {
      rows.add(WrittenTable.live(FeatureTable.SCHEMA, feature).set(StageColumns.RETIRED_US, 7L));
    }
    rows.add(
        new MapRow()
            .set(FeatureTable.SCHEMA.item(), "broken")
            .set(FeatureTable.PART, "hand.latents")
            .set(StageColumns.STATUS, StageColumns.FAILED));
    rows.add(
        WrittenTable.live(FeatureTable.SCHEMA, warehouse.texts("foreign").get(0))
            .set(FeatureTable.FEATURE_SET, "other"));
    warehouse.append(rows);

    TrainingData data = warehouse.open();

    assertThat(clips(data)).containsExactly("good");
    assertThat(data.leftOut()).isEqualTo(new LeftOut(0, 0, 0));
  }

  @Test
  void keepsToWhatTheSelectionAccepts() throws IOException {
    warehouse.addSamples(BUCKET, "in", "out", "unknown");
    long selection = warehouse.select(Map.of("in", true, "out", false));

    TrainingData data = warehouse.open();

    assertThat(clips(data)).containsExactly("in");
    assertThat(data.leftOut()).isEqualTo(new LeftOut(0, 0, 2));
    assertThat(data.versions()).isEqualTo(new TableVersions(1, Optional.of(selection)));
    TrainingData all =
        TrainingData.open(
            new DataRequest(folder.toString(), WrittenWarehouse.SET, Clips.ALL, Optional.empty()));
    assertThat(clips(all)).containsExactly("in", "out", "unknown");
    assertThat(all.versions().selection()).isEmpty();
  }

  @Test
  void readsThePinnedVersionsAgain() throws IOException {
    warehouse.addSamples(BUCKET, "first");
    TrainingData before = warehouse.open();
    warehouse.addSamples(BUCKET, "second");
    warehouse.select(Map.of("second", true));
    DataRequest request = DataRequest.newest(folder + "/", WrittenWarehouse.SET);

    TrainingData again = TrainingData.open(request.at(before.versions()));

    assertThat(again).isEqualTo(before);
    assertThat(again.digest()).isEqualTo(before.digest());
    TrainingData newest = TrainingData.open(request);
    assertThat(clips(newest)).containsExactly("second");
    assertThat(newest.digest()).isNotEqualTo(before.digest());
    assertThat(TrainingData.open(request.at(newest.versions()))).isEqualTo(newest);
  }

  @Test
  void readsATableThatIsOlderThanAColumn() throws IOException {
    Path old = folder.resolve("old");
    List<Column<?>> columns = new ArrayList<>();
    FeatureTable.SCHEMA.columns().stream()
        .filter(column -> !column.equals(FeatureTable.CAPTIONER))
        .forEach(column -> columns.add(column.optional()));
    columns.add(StageColumns.STATUS);
    WrittenTable table = WrittenTable.create(old + "/features", columns);
    List<MapRow> rows = new ArrayList<>();
    for (Feature feature : concat(warehouse.latents(BUCKET, "a"), warehouse.texts("a"))) {
      rows.add(WrittenTable.live(FeatureTable.SCHEMA, feature));
    }
    table.append(rows);

    TrainingData data = TrainingData.open(DataRequest.newest(old.toString(), WrittenWarehouse.SET));

    assertThat(clips(data)).containsExactly("a");
    assertThat(data.samples().get(0).text().captioner()).isEmpty();
  }

  @Test
  void refusesAFolderWithoutManifest() {
    assertRefused(
        FailureCode.BAD_ARGUMENT,
        () -> TrainingData.open(DataRequest.newest(folder + "/none", "hand")),
        "has no table 'features'");
  }

  @Test
  void refusesAPlaceThatIsNoFolderOfThisMachine() {
    assertRefused(
        FailureCode.BAD_ARGUMENT,
        () -> TrainingData.open(DataRequest.newest("s3a://bucket/lake", "hand")),
        "must be a folder of this machine");
  }

  @Test
  void refusesAnUnknownSetAndNamesThoseThatThereAre() throws IOException {
    warehouse.addSamples(BUCKET, "a");

    assertRefused(
        FailureCode.BAD_ARGUMENT,
        () -> TrainingData.open(DataRequest.newest(folder.toString(), "hamd")),
        "no samples of the feature set 'hamd' at version 1; it has [hand]");
  }

  @Test
  void refusesAVersionThatIsNotThere() throws IOException {
    warehouse.addSamples(BUCKET, "a");
    DataRequest request = DataRequest.newest(folder.toString(), WrittenWarehouse.SET);

    for (long version : new long[] {-1, 2, Long.MAX_VALUE}) {
      assertRefused(
          FailureCode.BAD_ARGUMENT,
          () -> TrainingData.open(request.at(new TableVersions(version, Optional.empty()))),
          "has no version " + version + "; its newest is 1");
    }
    assertRefused(
        FailureCode.BAD_ARGUMENT,
        () -> TrainingData.open(request.at(new TableVersions(1, Optional.of(3L)))),
        "has no table 'selection', whose version 3");
  }

  @Test
  void refusesAVersionWhoseLogIsGone() throws IOException {
    warehouse.addSamples(BUCKET, "a");
    warehouse.addSamples(BUCKET, "b");
    Files.delete(folder.resolve("features/_delta_log/00000000000000000000.json"));

    assertThatThrownBy(
            () ->
                TrainingData.open(
                    DataRequest.newest(folder.toString(), WrittenWarehouse.SET)
                        .at(new TableVersions(1, Optional.empty()))))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void refusesAManifestWhoseFilesAreGone() throws IOException {
    warehouse.addSamples(BUCKET, "a");
    try (var files = Files.list(folder.resolve("features"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }

    assertRefused(FailureCode.NOT_READABLE, warehouse::open, "cannot be read");
  }

  @Test
  void refusesASetWithoutAnyWholeAcceptedSample() throws IOException {
    warehouse.appendFeatures(warehouse.latents(BUCKET, "silent"));
    warehouse.addSamples(BUCKET, "rejected");
    warehouse.select(Map.of("rejected", false));

    assertRefused(
        FailureCode.BAD_ARGUMENT,
        warehouse::open,
        "no sample to train on: 0 clips lack latents, 1 lack the embedding of a caption, 1 are not accepted");
  }

  @Test
  void refusesRowsThatContradictEachOther() throws IOException {
    List<Feature> latents = warehouse.latents(BUCKET, "a");
    warehouse.appendFeatures(concat(latents, warehouse.texts("a")));
    warehouse.appendFeatures(latents);

    assertRefused(FailureCode.CORRUPT, warehouse::open, "Clip 'a' has two tensors 'latent_");
  }

  @Test
  void refusesARowThatLacksAValue() throws IOException {
    warehouse.append(
        List.of(
            new MapRow()
                .set(FeatureTable.SCHEMA.item(), "a")
                .set(FeatureTable.PART, "hand.latents")
                .set(FeatureTable.FEATURE_SET, "hand")
                .set(StageColumns.STATUS, StageColumns.OK)));

    assertRefused(
        FailureCode.CORRUPT, warehouse::open, "row of clip 'a' cannot be used: Column 'tensor'");
  }

  @Test
  void refusesSamplesOfABucketThatMakeNoBatch() throws IOException {
    List<Feature> rows = new ArrayList<>(warehouse.latents(BUCKET, "a", "b"));
    rows.removeIf(row -> row.clip().value().equals("b") && row.tensor().equals("latent_logvar"));
    warehouse.appendFeatures(concat(rows, warehouse.texts("a", "b")));

    assertRefused(
        FailureCode.CORRUPT,
        warehouse::open,
        "Samples of bucket '2x3x4' make no batch: clip 'a' has {latent_logvar=BF16[2, 4, 3, 4]");
  }

  private static List<String> clips(TrainingData data) {
    return data.samples().stream().map(sample -> sample.clip().value()).toList();
  }

  private static List<Feature> concat(List<Feature> some, List<Feature> more) {
    List<Feature> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static void assertRefused(FailureCode code, ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KinolakeException.class, e -> assertThat(e.failure().code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
