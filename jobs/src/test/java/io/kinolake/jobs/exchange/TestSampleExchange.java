package io.kinolake.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.meta.SampleLake;
import io.kinolake.jobs.meta.SampleSizes;
import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.models.weights.TorchValue;
import io.kinolake.models.weights.TorchWriter;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.LatentForm;
import io.kinolake.udfs.feature.FeatureTensors;
import io.kinolake.udfs.feature.Sample;
import io.kinolake.udfs.feature.SamplePart;
import io.kinolake.udfs.feature.ShardWriter;
import io.kinolake.udfs.store.LocalMediaStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training samples out to the layouts of others and in again. */
class TestSampleExchange {
  private static final String SET = "stepvideo-i2v";
  private static final Shape LATENTS = Shape.of(3, 2, 2, 4);
  private static final Shape IMAGE = Shape.of(1, 2, 2, 4);
  private static final Shape TEXT = Shape.of(4, 6);
  private static final Shape TEXT_CLIP = Shape.of(7, 5);

  private final LakeFixture fixture = new LakeFixture();
  private final SampleLake lake = new SampleLake(fixture);
  private final Path out = fixture.folder().resolve("out");
  private final Random random = new Random(7);
  private final Map<String, Map<String, HostTensor>> made = new TreeMap<>();

  @BeforeEach
  void fill() {
    // Two films of one name, so that their clips have one name too.
    for (String source : List.of("a/film.v1.mp4", "b/film.v1.mp4")) {
      ClipId clip = clip(source);
      store(clip, SET + ".latents", latents(), Optional.empty());
      store(clip, SET + ".text", texts(), Optional.of("caption of " + source));
    }
    store(clip("c/half.mp4"), SET + ".latents", latents(), Optional.empty());
  }

  @Test
  void samplesBecomeMindSpeedsFilesAndOnlyWhatIsThereIsListed() throws IOException {
    assertThat(export(ExportFormat.PT)).isEqualTo(2);

    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("file").asText())
        .matches("features/film_v1_scene-0_[0-9a-f]{12}\\.pt")
        .isNotEqualTo(lines.get(1).path("file").asText());
    assertThat(lines)
        .extracting(line -> line.path("captions").asText())
        .containsExactly("caption of a/film.v1.mp4", "caption of b/film.v1.mp4");
    for (JsonNode line : lines) {
      Map<String, HostTensor> stored = made.get(line.path("clip_id").asText());
      try (TorchFile file = TorchFile.open(out.resolve(line.path("file").asText()))) {
        assertThat(file.tensors()).hasSize(6);
        HostTensor video = file.tensor("video");
        assertThat(video.shape()).isEqualTo(LATENTS);
        assertThat(video.dtype()).isEqualTo(DType.BF16);
        // The variance is e^-20, so what is drawn is the mean up to rounding.
        assertClose(video, stored.get(FeatureTensors.LATENT_MEAN));
        HostTensor text = file.tensor("prompt_ids.0");
        assertThat(text.shape()).isEqualTo(Shape.of(1, 9, 6));
        assertThat(text.toFloats())
            .startsWith(stored.get(FeatureTensors.TEXT).toFloats())
            .endsWith(new float[5 * 6]);
        assertThat(file.tensor("prompt_ids.1"))
            .isEqualTo(
                stored.get(FeatureTensors.TEXT_CLIP).cast(DType.F32).reshape(Shape.of(1, 7, 5)));
        assertThat(file.tensor("prompt_mask.0"))
            .isEqualTo(HostTensor.integers(DType.I64, Shape.of(1, 9), 1, 1, 1, 1, 0, 0, 0, 0, 0));
        assertThat(file.tensor("prompt_mask.1"))
            .isEqualTo(HostTensor.integers(DType.I64, Shape.of(1, 7), 1, 1, 1, 0, 0, 0, 0));
        HostTensor image = file.tensor("image_latents");
        assertThat(image.shape()).isEqualTo(LATENTS);
        assertThat(image.toFloats()).endsWith(new float[2 * 16]);
      }
    }
  }

  @Test
  void quantisedLatentsAreExportedAsValues() throws IOException {
    ClipId clip = clip("d/film.mp4");
    StoredTensors stored = StoredTensors.ofLatents(LatentForm.QUANTISED, latents());
    store(clip, SET + ".latents", stored, Optional.empty());
    store(clip, SET + ".text", texts(), Optional.of("quantised"));
    export(ExportFormat.PT);

    JsonNode line =
        lines().stream()
            .filter(each -> each.path("captions").asText().equals("quantised"))
            .findFirst()
            .orElseThrow();
    try (TorchFile file = TorchFile.open(out.resolve(line.path("file").asText()))) {
      assertThat(file.tensor("video").dtype()).isEqualTo(DType.BF16);
      assertClose(file.tensor("video"), stored.values().get(FeatureTensors.LATENT_MEAN));
    }
  }

  @ParameterizedTest
  @CsvSource({"PT, 5", "WEBDATASET, 7"})
  void exportedSamplesComeBackAsTheyWere(ExportFormat format, int tensors) throws IOException {
    export(format);
    assertThat(SampleFolder.at(fixture.folder().toString(), hadoop())).isEmpty();
    assertThat(importAt(1)).isEqualTo(new SampleImporter.Counts(2, 2L * tensors, 0));
    assertThat(importAt(2)).as("again").isEqualTo(new SampleImporter.Counts(2, 0, 0));

    List<Feature> imported =
        fixture.results(FeatureTable.SCHEMA).stream()
            .filter(row -> row.featureSet().equals(SampleImporter.SET))
            .toList();
    assertThat(imported).hasSize(2 * tensors);
    for (Feature row : imported) {
      HostTensor before = made.get(row.clip().value()).get(row.tensor());
      HostTensor after = read(row);
      if (row.part().endsWith(".text")) {
        assertThat(row.lineage().caption().orElseThrow()).startsWith("caption of");
      } else {
        assertThat(row.bucket()).isEqualTo("3x2x4");
      }
      if (row.part().endsWith(".text") || format == ExportFormat.WEBDATASET) {
        assertThat(after).as(row.tensor()).isEqualTo(before);
      } else {
        assertClose(after, before);
      }
    }
  }

  @Test
  void aSampleThatCannotBeReadIsARowWithTheReason() throws IOException {
    export(ExportFormat.PT);
    String lost = lines().get(0).path("file").asText();
    Files.writeString(out.resolve(lost), "no longer a checkpoint");

    String strange = lines().get(1).path("file").asText();
    TorchValue.Tensor flat = TorchValue.Tensor.of(HostTensor.floats(Shape.of(2), 1, 2));
    TorchWriter.write(out.resolve(strange), TorchValue.Dict.of(Map.of("video", flat)));

    assertThat(importAt(1)).isEqualTo(new SampleImporter.Counts(0, 4, 2));
    assertThat(failures())
        .hasSize(4)
        .allMatch(message -> message.contains(lost) || message.contains("has the shape [2]"))
        .anyMatch(message -> message.contains(lost));
  }

  @Test
  void aLineThatIsNoJsonIsARowWithTheReasonUntilItIsCorrected() throws IOException {
    export(ExportFormat.PT);
    Path index = out.resolve("data.jsonl");
    List<String> good = Files.readAllLines(index);
    String cut = "{\"file\": \"features/cut.pt\", \"capt";
    Files.write(
        index, List.of(cut, good.get(0), "[1, 2]", "{\"file\": \"a\\u0000.pt\"}", good.get(1)));
    assertThat(importAt(1)).isEqualTo(new SampleImporter.Counts(2, 10 + 2 * 3, 3));
    assertThat(failures())
        .hasSize(2 * 3)
        .anyMatch(message -> message.contains("names no sample") && message.contains(cut))
        .anyMatch(message -> message.contains("it is no object ('[1, 2]')"))
        .anyMatch(message -> message.contains("which is not below it"));

    Files.write(index, List.of(good.get(0), good.get(1), "[1, 2]"));
    assertThat(importAt(2)).isEqualTo(new SampleImporter.Counts(2, 0, 1));
    assertThat(failures()).noneMatch(message -> message.contains(cut));
  }

  @Test
  void samplesBecomeTarFilesThatWebDatasetReads() throws IOException {
    assertThat(export(ExportFormat.WEBDATASET)).isEqualTo(2);

    Map<String, byte[]> entries = new TreeMap<>();
    List<String> order = new ArrayList<>();
    try (Stream<Path> tars = Files.list(out)) {
      for (Path tar : tars.sorted().toList()) {
        assertThat(tar.getFileName().toString()).matches("00000\\d\\.tar");
        read(tar, entries, order);
      }
    }
    List<String> keys = order.stream().map(name -> name.split("\\.", 2)[0]).distinct().toList();
    assertThat(keys).hasSize(2).allMatch(key -> key.startsWith("film_v1_scene-0_"));
    assertThat(order)
        .hasSize(18)
        .startsWith(keys.get(0) + ".txt", keys.get(0) + ".json")
        .contains(keys.get(1) + ".latent_mean.npy", keys.get(1) + ".text_clip_mask.npy");
    for (String key : keys) {
      JsonNode json = new ObjectMapper().readTree(entries.get(key + ".json"));
      String caption = new String(entries.get(key + ".txt"), StandardCharsets.UTF_8);
      assertThat(json.path("captions").asText()).isEqualTo(caption).startsWith("caption of");
      HostTensor mean = made.get(json.path("clip_id").asText()).get(FeatureTensors.LATENT_MEAN);
      byte[] array = entries.get(key + ".latent_mean.npy");
      assertThat(new String(array, 10, 118, StandardCharsets.US_ASCII))
          .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2, 4,), }")
          .endsWith("\n");
      float[] values = new float[48];
      ByteBuffer.wrap(array, 128, 4 * 48)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      assertThat(array).hasSize(128 + 4 * 48);
      assertThat(values).containsExactly(mean.toFloats());
    }
  }

  @Test
  void whatADamagedTarFileStillHoldsIsTakenAndTheRestIsARowWithTheReason() throws IOException {
    export(ExportFormat.WEBDATASET);
    Path tar;
    try (Stream<Path> tars = Files.list(out)) {
      tar = tars.sorted().findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(tar);
    Files.write(out.resolve("000009.tar"), Arrays.copyOf(whole, 700));
    rewrite(tar, "json", "{no json".getBytes(StandardCharsets.UTF_8));

    SampleImporter.Counts counts = importAt(1);

    assertThat(counts.failed()).isEqualTo(2);
    assertThat(failures())
        .anyMatch(message -> message.contains("000009.tar' cannot be read"))
        .anyMatch(message -> message.contains(".json' in") && message.contains("is no JSON"));
  }

  @Test
  void aTensorThatIsNoneOfASampleIsNamed() throws IOException {
    export(ExportFormat.WEBDATASET);
    try (Stream<Path> tars = Files.list(out)) {
      for (Path tar : tars.toList()) {
        rewrite(tar, "latent_mean.npy", NpyFile.bytes(HostTensor.floats(Shape.of(2), 1, 2)));
      }
    }

    assertThat(importAt(1)).isEqualTo(new SampleImporter.Counts(0, 4, 2));
    assertThat(failures()).hasSize(4).allMatch(m -> m.contains("'latent_mean' has the shape [2]"));
  }

  @Test
  void aSetWithoutSamplesIsNamedWithThoseThereAre() {
    ExportRequest request =
        ExportRequest.to(out.toString()).withSamples(ExportFormat.PT, "opensora", 120);
    assertThatThrownBy(() -> Exporter.export(fixture.lake(), request))
        .isInstanceOf(KinolakeException.class)
        .hasMessageContaining("no samples of the feature set 'opensora'")
        .hasMessageContaining(SET);
  }

  @Test
  void theSizeOfSamplesIsTheSumOfTheirTensors() {
    SampleSizes sizes = SampleSizes.of(fixture.lake());
    // BF16: two tensors of 48 and two of 16 numbers; 24 and 35 numbers and 7 bytes.
    assertThat(sizes.lines())
        .containsExactly(
            new SampleSizes.Line(SET + ".latents", 3, 3 * 2 * (2 * 48 + 2 * 16)),
            new SampleSizes.Line(SET + ".text", 2, 2 * (2 * (24 + 35) + 7)));
    assertThat(sizes.lines().get(0).mean()).isEqualTo(256);
    assertThat(sizes.toText()).contains(SET + ".latents", "3 clips");
  }

  /** The reasons of the manifest's failed rows. */
  private List<String> failures() {
    return fixture.lake().table(FeatureTable.SCHEMA).live().collectAsList().stream()
        .filter(row -> "failed".equals(row.getAs("status")))
        .map(row -> row.<String>getAs("error_message"))
        .toList();
  }

  private long export(ExportFormat format) {
    return Exporter.export(
        fixture.lake(), ExportRequest.to(out.toString()).withSamples(format, SET, 9));
  }

  private SampleImporter.Counts importAt(long nowUs) {
    SampleFolder folder = SampleFolder.at(out.toString(), hadoop()).orElseThrow();
    return new SampleImporter(fixture.lake(), folder, nowUs).run();
  }

  private Configuration hadoop() {
    return fixture.spark().sessionState().newHadoopConf();
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("data.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  /** Puts something else in the place of each entry of a kind. */
  private static void rewrite(Path tar, String kind, byte[] content) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    List<String> order = new ArrayList<>();
    read(tar, entries, order);
    try (TarArchiveOutputStream archive = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (String name : order) {
        byte[] bytes = name.endsWith("." + kind) ? content : entries.get(name);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        archive.putArchiveEntry(entry);
        archive.write(bytes);
        archive.closeArchiveEntry();
      }
    }
  }

  private static void read(Path tar, Map<String, byte[]> entries, List<String> order)
      throws IOException {
    try (InputStream in = Files.newInputStream(tar);
        TarArchiveInputStream archive = new TarArchiveInputStream(in)) {
      TarArchiveEntry entry = archive.getNextEntry();
      while (entry != null) {
        entries.put(entry.getName(), archive.readAllBytes());
        order.add(entry.getName());
        entry = archive.getNextEntry();
      }
    }
  }

  private static void assertClose(HostTensor found, HostTensor expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] a = found.toFloats();
    float[] b = expected.toFloats();
    for (int i = 0; i < a.length; i++) {
      assertThat(a[i]).isCloseTo(b[i], within(2e-2f));
    }
  }

  private HostTensor read(Feature row) {
    try (SafetensorsFile file = SafetensorsFile.open(shards().resolve(row.place().shard()))) {
      return file.tensor(row.place().name());
    }
  }

  private Path shards() {
    return Path.of(fixture.lake().root(), "shards");
  }

  private ClipId clip(String source) {
    VideoId video = lake.source(source);
    ClipId clip = lake.clip(video, 0, "/films/" + source, Optional.empty());
    lake.accept(clip);
    return clip;
  }

  private Map<String, HostTensor> latents() {
    return Map.of(
        FeatureTensors.LATENT_MEAN, noise(LATENTS),
        FeatureTensors.LATENT_LOG_VARIANCE, narrow(LATENTS),
        FeatureTensors.NOISY_IMAGE_MEAN, noise(IMAGE),
        FeatureTensors.NOISY_IMAGE_LOG_VARIANCE, narrow(IMAGE));
  }

  private Map<String, HostTensor> texts() {
    return Map.of(
        FeatureTensors.TEXT, noise(TEXT),
        FeatureTensors.TEXT_CLIP, noise(TEXT_CLIP),
        FeatureTensors.TEXT_CLIP_MASK,
            HostTensor.integers(DType.U8, Shape.of(7), 1, 1, 1, 0, 0, 0, 0));
  }

  private HostTensor noise(Shape shape) {
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return HostTensor.rounded(DType.BF16, shape, values);
  }

  private static HostTensor narrow(Shape shape) {
    float[] values = new float[(int) shape.elements()];
    Arrays.fill(values, -20);
    return HostTensor.rounded(DType.BF16, shape, values);
  }

  private void store(
      ClipId clip, String part, Map<String, HostTensor> tensors, Optional<String> caption) {
    store(clip, part, new StoredTensors(tensors, Map.of()), caption);
  }

  private void store(ClipId clip, String part, StoredTensors stored, Optional<String> caption) {
    Map<String, HostTensor> tensors = stored.tensors();
    made.computeIfAbsent(clip.value(), each -> new TreeMap<>()).putAll(tensors);
    Feature.Lineage lineage =
        new Feature.Lineage(
            VideoId.of("v"),
            "/films/film.mp4",
            "v1",
            new TimeRange(0, 1),
            caption,
            caption.map(text -> "signals"),
            Map.of(),
            "model");
    String bucket = caption.isPresent() ? "text" : "3x2x4";
    new ShardWriter(new LocalMediaStore(), shards().toString(), new SamplePart(SET, part))
        .write(List.of(new Sample(clip.value(), bucket, tensors, stored.encodings(), lineage)))
        .get(clip.value())
        .forEach(row -> lake.add(FeatureTable.SCHEMA, clip.value(), row));
  }
}
