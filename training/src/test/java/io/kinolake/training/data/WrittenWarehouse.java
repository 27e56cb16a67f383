package io.kinolake.training.data;

import io.kinolake.models.stored.StoredTensors;
import io.kinolake.models.tensor.DType;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.schemas.MapRow;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.TensorEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A warehouse of real shards and a real manifest, written without the pipeline. */
public final class WrittenWarehouse {
  public static final String SET = "hand";

  private final Path folder;
  private final long channels;
  private final long textWidth;
  private final WrittenTable features;

  /** Of samples whose latents have 4 channels and whose texts are 8 wide. */
  public WrittenWarehouse(Path folder) {
    this(folder, 4, 8);
  }

  private WrittenWarehouse(Path folder, long channels, long textWidth) {
    this.folder = folder;
    this.channels = channels;
    this.textWidth = textWidth;
    this.features = WrittenTable.create(folder + "/features", FeatureTable.SCHEMA);
  }

  /** Of samples as large as the tiny feature set's. */
  public static WrittenWarehouse tiny(Path folder) {
    return new WrittenWarehouse(folder, 12, 64);
  }

  Path folder() {
    return folder;
  }

  /** Appends rows to the manifest; returns its version. */
  long append(List<MapRow> rows) throws IOException {
    return features.append(rows);
  }

  /** Appends live rows to the manifest; returns its version. */
  long appendFeatures(List<Feature> rows) throws IOException {
    return append(rows.stream().map(row -> WrittenTable.live(FeatureTable.SCHEMA, row)).toList());
  }

  /** Writes whole samples of these clips in a shard of latents and one of texts. */
  public long addSamples(String bucket, String... clips) throws IOException {
    List<Feature> rows = new ArrayList<>(latents(bucket, clips));
    rows.addAll(texts(clips));
    return appendFeatures(rows);
  }

  /** Writes a shard of latents; the rows that name its tensors. */
  List<Feature> latents(String bucket, String... clips) throws IOException {
    String[] extents = bucket.split("x", -1);
    Shape shape =
        Shape.of(
            Long.parseLong(extents[0]),
            channels,
            Long.parseLong(extents[1]),
            Long.parseLong(extents[2]));
    Map<String, Map<String, HostTensor>> samples = new TreeMap<>();
    for (String clip : clips) {
      samples.put(
          clip,
          Map.of(
              "latent_mean", tensor(shape, clip.hashCode()),
              "latent_logvar", tensor(shape, ~clip.hashCode())));
    }
    return shard(FeatureTable.latentsPart(SET), bucket, samples);
  }

  /** Writes a shard of texts, as many tokens as the clip's id has letters; its rows. */
  List<Feature> texts(String... clips) throws IOException {
    Map<String, Map<String, HostTensor>> samples = new TreeMap<>();
    for (String clip : clips) {
      samples.put(
          clip, Map.of("text", tensor(Shape.of(clip.length(), textWidth), clip.hashCode())));
    }
    return shard(FeatureTable.textPart(SET), "text", samples);
  }

  /** Tells which clips are accepted, in a new table; returns its version. */
  long select(Map<String, Boolean> accepted) throws IOException {
    WrittenTable table = WrittenTable.create(folder + "/selection", SelectionTable.SCHEMA);
    List<MapRow> rows = new ArrayList<>();
    accepted.forEach(
        (clip, yes) ->
            rows.add(
                WrittenTable.live(
                    SelectionTable.SCHEMA,
                    new Selection(
                        new ClipId(clip),
                        yes,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))));
    return table.append(rows);
  }

  TrainingData open() {
    return TrainingData.open(DataRequest.newest(folder.toString(), SET));
  }

  /** BF16 values that follow from the key. */
  static HostTensor tensor(Shape shape, long key) {
    StableRandom random = new StableRandom(key);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.below(1000) / 500f - 1;
    }
    return HostTensor.rounded(DType.BF16, shape, values);
  }

  static long crc32c(HostTensor tensor) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer piece : tensor.bytes().pieces()) {
      crc.update(piece);
    }
    return crc.getValue();
  }

  /** Writes a shard of one clip's latents in a form; its rows. */
  List<Feature> latents(String bucket, String clip, StoredTensors stored) throws IOException {
    return shard(FeatureTable.latentsPart(SET), bucket, Map.of(clip, stored.tensors())).stream()
        .map(row -> encoded(row, stored.encodings()))
        .toList();
  }

  private static Feature encoded(Feature row, Map<String, TensorEncoding> encodings) {
    Feature.Place place = row.place();
    Feature.Place told =
        new Feature.Place(
            place.shard(),
            place.name(),
            place.offsetBytes(),
            place.sizeBytes(),
            place.dtype(),
            place.shape(),
            place.crc32c(),
            encodings.getOrDefault(row.tensor(), TensorEncoding.PLAIN));
    return feature(row.clip().value(), row.part(), row.tensor(), row.bucket(), told);
  }

  private List<Feature> shard(
      String part, String bucket, Map<String, Map<String, HostTensor>> samples) throws IOException {
    Map<String, TensorInfo> infos = new TreeMap<>();
    samples.forEach(
        (clip, tensors) ->
            tensors.forEach(
                (name, tensor) ->
                    infos.put(clip + "/" + name, new TensorInfo(tensor.dtype(), tensor.shape()))));
    String shard = "%s/%s/%08x.safetensors".formatted(SET, bucket, infos.hashCode());
    Path file = folder.resolve("shards").resolve(shard);
    Files.createDirectories(file.getParent());
    List<Feature> rows = new ArrayList<>();
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, infos, Map.of())) {
      samples.forEach(
          (clip, tensors) ->
              tensors.forEach(
                  (name, tensor) -> {
                    String full = clip + "/" + name;
                    writer.write(full, tensor);
                    Feature.Place place =
                        new Feature.Place(
                            shard,
                            full,
                            writer.offsetOf(full),
                            tensor.bytes().size(),
                            tensor.dtype().name(),
                            tensor.shape().dims(),
                            crc32c(tensor));
                    rows.add(feature(clip, part, name, bucket, place));
                  }));
      writer.commit();
    }
    return rows;
  }

  static Feature feature(
      String clip, String part, String tensor, String bucket, Feature.Place place) {
    boolean text = part.endsWith("text");
    return new Feature(
        new ClipId(clip),
        part,
        SET,
        tensor,
        bucket,
        place,
        new Feature.Lineage(
            new VideoId("video-of-" + clip),
            "file:/videos/" + clip + ".mp4",
            "content-of-" + clip,
            new TimeRange(1_000_000, 3_000_000),
            text ? Optional.of("a caption of " + clip) : Optional.empty(),
            text ? Optional.of("sidecar") : Optional.empty(),
            Map.of("aesthetic", 5.5, "motion", clip.length() / 10.0),
            text ? "word-hash@1" : "patchify@1"));
  }
}
