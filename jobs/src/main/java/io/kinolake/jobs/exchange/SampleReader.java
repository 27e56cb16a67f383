package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.feature.FeatureTensors;
import io.kinolake.udfs.feature.Sample;
import io.kinolake.udfs.feature.SamplePart;
import io.kinolake.udfs.feature.ShardShelf;
import io.kinolake.udfs.spark.HadoopMediaStore;
import io.kinolake.udfs.spark.SparkTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the samples that lines of {@code data.jsonl} name, stores them in shards and gives the rows
 * of the manifest; a sample that cannot be read gives rows that tell why. Runs on executors.
 */
final class SampleReader implements MapPartitionsFunction<String, Row> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LATENTS = FeatureTable.latentsPart(SampleImporter.SET);
  private static final String TEXT = FeatureTable.textPart(SampleImporter.SET);

  /** A shard ends with the sample that exceeds this: 256 MiB. */
  private static final long SHARD_BYTES = 256L << 20;

  private final String folder;
  private final String shards;
  private final SerializableConfiguration configuration;

  /**
   * @param folder where {@code data.jsonl} is
   * @param shards where shards lie
   */
  SampleReader(String folder, String shards, Configuration hadoop) {
    this.folder = folder;
    this.shards = shards;
    this.configuration = new SerializableConfiguration(hadoop);
  }

  @Override
  public Iterator<Row> call(Iterator<String> lines) {
    Path spool = Path.of(System.getProperty("java.io.tmpdir"), "kinolake-import");
    try (HadoopMediaStore store = new HadoopMediaStore(configuration.value(), spool)) {
      Intake intake = new Intake(store);
      lines.forEachRemaining(
          line -> {
            if (!line.isBlank()) {
              intake.take(line);
            }
          });
      return intake.finish().iterator();
    }
  }

  /** Gathers the samples of a partition. */
  private final class Intake {
    private final OutputRows<Feature> output = new OutputRows<>(FeatureTable.SCHEMA);
    private final Map<String, WorkItem> items = new LinkedHashMap<>();
    private final Map<String, Map<String, Outcome<Feature>>> outcomes = new HashMap<>();
    private final ShardShelf shelf;

    Intake(HadoopMediaStore store) {
      this.shelf =
          new ShardShelf(
              store,
              shards,
              SHARD_BYTES,
              (clip, part, outcome) -> outcomes.get(clip).put(part, outcome));
    }

    void take(String line) {
      try {
        take(parse(line));
      } catch (KinolakeException e) {
        fail(SampleImporter.brokenLine(folder, line), e);
      }
    }

    private void take(JsonNode json) {
      String file = folder + "/" + json.path("file").asText();
      String clip =
          json.path(ClipTable.CLIP_ID.name()).asText(Fingerprint.of("imported", file).value());
      outcomes.put(clip, new HashMap<>());
      try (TorchFile torch = TorchFile.open(inside(json.path("file").asText()))) {
        Map<String, HostTensor> all = TorchSample.tensors(torch.root());
        Fingerprint digest = Fingerprint.of("import", torch.digest(), caption(json));
        items.put(clip, item(clip, digest));
        Feature.Lineage lineage = lineage(json, file, Optional.empty());
        Map<String, HostTensor> text = new TreeMap<>(all);
        text.keySet()
            .retainAll(
                List.of(
                    FeatureTensors.TEXT, FeatureTensors.TEXT_CLIP, FeatureTensors.TEXT_CLIP_MASK));
        all.keySet().removeAll(text.keySet());
        shelf.add(part(LATENTS), new Sample(clip, bucket(all), all, lineage));
        shelf.add(
            part(TEXT),
            new Sample(clip, "text", text, lineage(json, file, Optional.of(caption(json)))));
      } catch (KinolakeException e) {
        fail(clip, e);
      }
    }

    private static List<SamplePart> part(String name) {
      return List.of(new SamplePart(SampleImporter.SET, name));
    }

    private void fail(String clip, KinolakeException reason) {
      items.put(clip, item(clip, Fingerprint.of("import", "failed")));
      outcomes.put(
          clip,
          new HashMap<>(
              Map.of(
                  LATENTS, Outcome.rejected(reason.failure()),
                  TEXT, Outcome.rejected(reason.failure()))));
    }

    List<Row> finish() {
      shelf.storeAll();
      List<Row> rows = new ArrayList<>();
      items.forEach(
          (clip, item) ->
              output
                  .of(item, new ItemResult<>(outcomes.get(clip)))
                  .forEach(values -> rows.add(SparkTypes.toSpark(values))));
      return rows;
    }
  }

  /** A file below the folder. */
  private Path inside(String name) {
    Path root = Path.of(folder);
    if (!name.isBlank() && name.indexOf('\0') < 0) {
      Path file = root.resolve(name).normalize();
      if (file.startsWith(root) && !file.equals(root)) {
        return file;
      }
    }
    throw new KinolakeException(
        FailureCode.BAD_RANGE, "data.jsonl names '%s', which is not below it.".formatted(name));
  }

  private static WorkItem item(String clip, Fingerprint fingerprint) {
    return new WorkItem(
        clip,
        List.of(
            new WorkItem.WorkPart(LATENTS, fingerprint.value(), 1),
            new WorkItem.WorkPart(TEXT, fingerprint.value(), 1)),
        List.of());
  }

  private static String bucket(Map<String, HostTensor> latents) {
    Shape shape = latents.get(FeatureTensors.LATENT_MEAN).shape();
    return "%dx%dx%d".formatted(shape.dim(0), shape.dim(2), shape.dim(3));
  }

  /** The only caption, or the first of several. */
  private static String caption(JsonNode line) {
    JsonNode captions = line.path("captions");
    return captions.isArray() ? captions.path(0).asText("") : captions.asText("");
  }

  private static Feature.Lineage lineage(JsonNode line, String file, Optional<String> caption) {
    long start = line.path(ClipTable.START_US.name()).asLong(0);
    long end = line.path(ClipTable.END_US.name()).asLong(0);
    String source = line.path("source_path").asText(file);
    return new Feature.Lineage(
        VideoId.of(source),
        source,
        Fingerprint.of("import", file).value(),
        end > start ? new TimeRange(start, end) : new TimeRange(0, 1),
        caption,
        caption.map(text -> CaptionTable.IMPORTED),
        Map.of(),
        SampleImporter.SET);
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (json.isObject()) {
        return json;
      }
      throw noSample(line, "it is no object", null);
    } catch (JsonProcessingException e) {
      throw noSample(line, e.getOriginalMessage(), e);
    }
  }

  private static KinolakeException noSample(String line, String reason, Throwable cause) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "A line of data.jsonl names no sample: %s ('%.80s'). Correct the line, or export the samples again."
            .formatted(reason, line),
        cause);
  }
}
