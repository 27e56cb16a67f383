package io.kinolake.udfs.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kinolake.media.synth.NumberedVideo;
import io.kinolake.media.synth.VideoSettings;
import io.kinolake.models.device.ModelPool;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tiny.FoldedPictures;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.store.LocalMedia;
import io.kinolake.udfs.store.LocalMediaStore;
import io.kinolake.udfs.store.MediaStore;
import io.kinolake.udfs.store.PendingFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestExtractFeatures {
  private static final FeatureSet SET = FeatureSet.tiny();
  private static final Rational RATE = new Rational(25, 1);
  private static final long FRAME_US = 40_000;

  @TempDir Path folder;

  @Test
  void aClipBecomesLatentsAndAnEmbeddingThatTheManifestFinds() throws IOException {
    ClipForFeatures input = clip("a", 160, 90, 60, "A dog runs along the beach");
    List<Feature> rows = rows(process(input).get(0));

    assertThat(rows)
        .extracting(Feature::tensor)
        .containsExactlyInAnyOrder(FeatureTensors.LATENT_MEAN, FeatureTensors.TEXT);
    Feature latents = row(rows, FeatureTensors.LATENT_MEAN);
    assertThat(latents.bucket()).isEqualTo("5x4x6");
    assertThat(latents.place().shape()).containsExactly(5L, 12L, 4L, 6L);
    assertThat(latents.place().dtype()).isEqualTo("BF16");
    assertThat(latents.lineage().model()).startsWith("patchify@");
    Feature text = row(rows, FeatureTensors.TEXT);
    assertThat(text.place().shape()).containsExactly(6L, 64L);
    assertThat(text.lineage().caption()).contains("A dog runs along the beach");
    rows.forEach(this::requireBytes);
  }

  @Test
  void latentsAreTheShrunkenPictures() {
    List<Feature> rows = rows(process(clip("a", 160, 90, 60, "text")).get(0));
    float[] values = read(row(rows, FeatureTensors.LATENT_MEAN)).toFloats();
    double mean = 0;
    for (float value : values) {
      // BF16 keeps three digits.
      assertThat(value).isBetween(FoldedPictures.DARKEST - 0.01f, FoldedPictures.BRIGHTEST + 0.01f);
      mean += value / values.length;
    }
    assertThat(mean).as("neither black nor white").isBetween(-1.8, 2.2);
  }

  @Test
  void equalWordsHaveEqualVectorsOfUnitLength() {
    List<Feature> rows = rows(process(clip("a", 160, 90, 60, "dog, Dog cat")).get(0));
    float[] values = read(row(rows, FeatureTensors.TEXT)).toFloats();
    double square = 0;
    double product = 0;
    for (int i = 0; i < 64; i++) {
      assertThat(values[i]).isEqualTo(values[64 + i]);
      square += values[i] * values[i];
      product += values[i] * values[128 + i];
    }
    assertThat(square).isCloseTo(1, within(0.02));
    assertThat(Math.abs(product)).isLessThan(0.6);
  }

  @Test
  void clipsOfOneShapeShareAShardAndOthersDoNot() {
    List<ItemResult<Feature>> results =
        process(
            clip("a", 160, 90, 60, "one"),
            clip("b", 160, 90, 60, "two"),
            clip("c", 90, 160, 60, "three"));
    List<String> shards =
        results.stream()
            .map(result -> row(rows(result), FeatureTensors.LATENT_MEAN).place().shard())
            .toList();
    assertThat(shards.get(0)).isEqualTo(shards.get(1)).startsWith("tiny/5x4x6/");
    assertThat(shards.get(2)).startsWith("tiny/5x6x4/");
  }

  @Test
  void workDoneTwiceWritesTheSameShard() throws IOException {
    List<Feature> first = rows(process(clip("a", 160, 90, 60, "one")).get(0));
    List<Feature> second = rows(process(clip("a", 160, 90, 60, "one")).get(0));
    assertThat(second).isEqualTo(first);
    try (Stream<Path> files = Files.walk(shards())) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void onlyThePartsWantedAreMade() {
    Item<ClipForFeatures> item =
        new Item<>("a", List.of(SET.textPart()), List.of(clip("a", 160, 90, 60, "one")));
    List<ItemResult<Feature>> results = process(stage(SET), List.of(item));
    assertThat(results.get(0).outcomes()).containsOnlyKeys(SET.textPart());
  }

  @Test
  void aClipThatIsTooShortFailsAlone() {
    FeatureSet strict =
        new FeatureSet(
            SET.name(), new FrameRule.OpenSora(17, 2), SET.pictures(), SET.latents(), SET.text());
    List<ItemResult<Feature>> results =
        process(
            stage(strict), items(clip("short", 160, 90, 9, "one"), clip("b", 160, 90, 60, "two")));
    Outcome<Feature> outcome = results.get(0).outcomes().get(SET.latentsPart());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.failure().code()).isEqualTo(FailureCode.BAD_RANGE));
    assertThat(rows(results.get(1))).hasSize(2);
  }

  @Test
  void aClipIsDecodedOnceForAllSets() {
    FeatureSet sparse = set("sparse", new FrameRule.OpenSora(5, 3), SET.pictures());
    FeatureSet square =
        set(
            "square",
            SET.frames(),
            new PictureRule(List.of(new FrameSize(64, 64)), PictureRule.Style.STEP_VIDEO));
    ClipForFeatures input = clip("a", 160, 90, 60, "one");
    List<FeatureSet> sets = List.of(SET, sparse, square);
    Opened store = new Opened(new LocalMediaStore());
    ItemResult<Feature> together = process(stage(sets), store, List.of(item(input, sets))).get(0);

    assertThat(store.opened).hasValue(1);
    for (FeatureSet set : sets) {
      ItemResult<Feature> alone = process(stage(set), List.of(item(input, List.of(set)))).get(0);
      assertThat(together.outcomes())
          .containsEntry(set.latentsPart(), alone.outcomes().get(set.latentsPart()));
    }
  }

  @Test
  void theNextClipIsDecodedWhileOneIsStillEncoded() {
    Opened store = new Opened(new LocalMediaStore());
    FeatureSet slow =
        new FeatureSet(
            "slow",
            SET.frames(),
            SET.pictures(),
            new HeldLatents(SET.latents(), () -> store.opened.get() > 1),
            SET.text());
    List<FeatureSet> sets = List.of(slow);
    List<Item<ClipForFeatures>> items =
        List.of(
            item(clip("a", 160, 90, 60, "one"), sets), item(clip("b", 160, 90, 60, "two"), sets));

    List<ItemResult<Feature>> results = process(stage(sets), store, items);

    assertThat(results).allSatisfy(result -> assertThat(rows(result)).hasSize(2));
  }

  @Test
  void aSetThatCannotUseAClipLeavesTheOthersAlone() {
    FeatureSet strict = set("strict", new FrameRule.OpenSora(17, 2), SET.pictures());
    List<FeatureSet> sets = List.of(strict, SET);
    ClipForFeatures input = clip("short", 160, 90, 9, "one");
    ItemResult<Feature> result =
        process(stage(sets), new LocalMediaStore(), List.of(item(input, sets))).get(0);

    assertThat(result.outcomes().get(strict.latentsPart())).isInstanceOf(Outcome.Rejected.class);
    assertThat(result.outcomes().get(SET.latentsPart())).isInstanceOf(Outcome.Produced.class);
  }

  @Test
  void aClipThatCannotBeDecodedFailsAlone() throws IOException {
    ClipForFeatures broken = clip("broken", 160, 90, 60, "one");
    Files.writeString(folder.resolve("broken.mp4"), "no video");
    List<ItemResult<Feature>> results =
        process(stage(SET), items(broken, clip("b", 160, 90, 60, "two")));
    assertThat(results.get(0).outcomes().get(SET.latentsPart()))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(rows(results.get(1))).hasSize(2);
  }

  @Test
  void aShardEndsWithTheSampleThatExceedsIt() {
    ExtractFeatures stage =
        new ExtractFeatures(new ExtractFeaturesSettings(List.of(SET), shards().toString(), 4_000));
    List<ItemResult<Feature>> results =
        process(
            stage,
            items(
                clip("a", 160, 90, 60, "one"),
                clip("b", 160, 90, 60, "two"),
                clip("c", 160, 90, 60, "three")));
    List<String> shards =
        results.stream()
            .map(result -> row(rows(result), FeatureTensors.LATENT_MEAN).place().shard())
            .toList();
    assertThat(shards.get(0)).isEqualTo(shards.get(1)).isNotEqualTo(shards.get(2));
  }

  @Test
  void aRowSurvivesItsTable() {
    for (Feature feature : rows(process(clip("a", 160, 90, 60, "one")).get(0))) {
      MapRow row = new MapRow();
      FeatureTable.SCHEMA.codec().write(feature, row);
      assertThat(FeatureTable.SCHEMA.codec().read(row)).isEqualTo(feature);
    }
  }

  @Test
  void aSettingTouchesItsOwnPartOnly() {
    FeatureSet otherText =
        new FeatureSet(
            SET.name(), SET.frames(), SET.pictures(), SET.latents(), new WordHashText(8, 64));
    assertThat(otherText.latentsFingerprint()).isEqualTo(SET.latentsFingerprint());
    assertThat(otherText.textFingerprint()).isNotEqualTo(SET.textFingerprint());
  }

  private List<ItemResult<Feature>> process(ClipForFeatures... clips) {
    return process(stage(SET), items(clips));
  }

  private static FeatureSet set(String name, FrameRule frames, PictureRule pictures) {
    return new FeatureSet(name, frames, pictures, SET.latents(), SET.text());
  }

  private static Item<ClipForFeatures> item(ClipForFeatures clip, List<FeatureSet> sets) {
    List<String> parts =
        sets.stream().flatMap(set -> Stream.of(set.latentsPart(), set.textPart())).toList();
    return new Item<>(clip.clip().id().value(), parts, List.of(clip));
  }

  /** Encodes no picture until a condition holds, and fails where it does not come true. */
  private record HeldLatents(LatentEncoding latents, BooleanSupplier released)
      implements LatentEncoding {
    private static final long DEADLINE_NS = 30_000_000_000L;

    @Override
    public String name() {
      return "held";
    }

    @Override
    public Fingerprint digest() {
      return latents.digest();
    }

    @Override
    public Latents latents(int frames, FrameSize picture) {
      return latents.latents(frames, picture);
    }

    @Override
    public Encoder open(StageContext context) {
      Encoder encoder = latents.open(context);
      return new Encoder() {
        @Override
        public Sample begin(ClipId clip, int frames, FrameSize picture) {
          long start = System.nanoTime();
          while (!released.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(DEADLINE_NS);
            Thread.onSpinWait();
          }
          return encoder.begin(clip, frames, picture);
        }

        @Override
        public void close() {
          encoder.close();
        }
      };
    }
  }

  /** Counts what is opened. */
  private static final class Opened implements MediaStore {
    private final MediaStore store;
    private final AtomicInteger opened = new AtomicInteger();

    Opened(MediaStore store) {
      this.store = store;
    }

    @Override
    public LocalMedia open(String uri) {
      opened.incrementAndGet();
      return store.open(uri);
    }

    @Override
    public PendingFile create(String uri) {
      return store.create(uri);
    }

    @Override
    public void delete(String uri) {
      store.delete(uri);
    }
  }

  private List<Item<ClipForFeatures>> items(ClipForFeatures... clips) {
    return Stream.of(clips)
        .map(
            clip ->
                new Item<>(
                    clip.clip().id().value(),
                    List.of(SET.latentsPart(), SET.textPart()),
                    List.of(clip)))
        .toList();
  }

  private static List<ItemResult<Feature>> process(
      ExtractFeatures stage, List<Item<ClipForFeatures>> items) {
    return process(stage, new LocalMediaStore(), items);
  }

  private static List<ItemResult<Feature>> process(
      ExtractFeatures stage, MediaStore store, List<Item<ClipForFeatures>> items) {
    StageContext context = StageContext.alone(store, new ModelPool());
    try (StageWorker<ClipForFeatures, Feature> worker = stage.open(context)) {
      return worker.process(items);
    }
  }

  private ExtractFeatures stage(FeatureSet set) {
    return stage(List.of(set));
  }

  private ExtractFeatures stage(List<FeatureSet> sets) {
    return new ExtractFeatures(new ExtractFeaturesSettings(sets, shards().toString(), 1 << 20));
  }

  private Path shards() {
    return folder.resolve("shards");
  }

  private static List<Feature> rows(ItemResult<Feature> result) {
    return result.outcomes().values().stream()
        .flatMap(
            outcome -> {
              assertThat(outcome).isInstanceOf(Outcome.Produced.class);
              return ((Outcome.Produced<Feature>) outcome).rows().stream();
            })
        .toList();
  }

  private static Feature row(List<Feature> rows, String tensor) {
    return rows.stream().filter(row -> row.tensor().equals(tensor)).findFirst().orElseThrow();
  }

  private HostTensor read(Feature feature) {
    try (SafetensorsFile file = SafetensorsFile.open(shards().resolve(feature.place().shard()))) {
      return file.tensor(feature.place().name());
    }
  }

  /** The bytes at the manifest's offset are the tensor's, and have its checksum. */
  private void requireBytes(Feature feature) {
    byte[] bytes = new byte[(int) feature.place().sizeBytes()];
    Path shard = shards().resolve(feature.place().shard());
    try (RandomAccessFile file = new RandomAccessFile(shard.toFile(), "r")) {
      file.seek(feature.place().offsetBytes());
      file.readFully(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertThat(crc.getValue()).isEqualTo(feature.place().crc32c());
    byte[] direct = new byte[bytes.length];
    read(feature).bytes().read(0, java.nio.ByteBuffer.wrap(direct));
    assertThat(direct).isEqualTo(bytes);
  }

  private ClipForFeatures clip(String id, int width, int height, int frames, String caption) {
    FrameSize size = new FrameSize(width, height);
    Path file = folder.resolve(id + ".mp4");
    if (!Files.exists(file)) {
      NumberedVideo.constant(VideoSettings.mp4(size, RATE), frames).write(file);
    }
    Clip clip =
        new Clip(
            new ClipId(id),
            VideoId.of(file.toString()),
            0,
            0,
            id + "_scene-0.mp4",
            file.toString(),
            Optional.of(file.toString()),
            CutMode.ENCODE,
            new FrameRange(0, frames),
            new TimeRange(0, frames * FRAME_US),
            new Clip.Content(frames, RATE, size, 1));
    return new ClipForFeatures(clip, "v1", caption, "signals", Map.of("technical", 5.0));
  }
}
