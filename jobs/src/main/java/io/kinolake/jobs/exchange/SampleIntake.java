package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.schemas.Fingerprint;
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
import io.kinolake.udfs.spark.SparkTypes;
import io.kinolake.udfs.store.MediaStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Stores the samples of one partition in shards and gives the rows of the manifest; of a sample
 * that could not be read, rows that tell why. One thread.
 */
final class SampleIntake {
  private static final String LATENTS = FeatureTable.latentsPart(SampleImporter.SET);
  private static final String TEXT = FeatureTable.textPart(SampleImporter.SET);
  private static final List<String> TEXTS =
      List.of(FeatureTensors.TEXT, FeatureTensors.TEXT_CLIP, FeatureTensors.TEXT_CLIP_MASK);

  /** A shard ends with the sample that exceeds this: 256 MiB. */
  private static final long SHARD_BYTES = 256L << 20;

  private final OutputRows<Feature> output = new OutputRows<>(FeatureTable.SCHEMA);
  private final Map<String, WorkItem> items = new LinkedHashMap<>();
  private final Map<String, Map<String, Outcome<Feature>>> outcomes = new HashMap<>();
  private final ShardShelf shelf;

  /**
   * @param shards folder of the shards, a path or URI
   */
  SampleIntake(MediaStore store, String shards) {
    this.shelf =
        new ShardShelf(
            store,
            shards,
            SHARD_BYTES,
            (clip, part, outcome) -> outcomes.get(clip).put(part, outcome));
  }

  /**
   * What is known of a sample beside its tensors.
   *
   * @param file where it was read
   * @param caption may be empty
   * @param facts {@code clip_id}, {@code source_path}, {@code start_us} and {@code end_us}, each
   *     where known
   */
  record About(String file, String caption, JsonNode facts) {

    /** The clip that it belongs to, or one of its own. */
    String clip() {
      return facts.path(ClipTable.CLIP_ID.name()).asText(Fingerprint.of("imported", file).value());
    }

    private Feature.Lineage lineage(Optional<String> ofCaption) {
      long start = facts.path(ClipTable.START_US.name()).asLong(0);
      long end = facts.path(ClipTable.END_US.name()).asLong(0);
      String source = facts.path("source_path").asText(file);
      return new Feature.Lineage(
          VideoId.of(source),
          source,
          Fingerprint.of("import", file).value(),
          end > start ? new TimeRange(start, end) : new TimeRange(0, 1),
          ofCaption,
          ofCaption.map(text -> CaptionTable.IMPORTED),
          Map.of(),
          SampleImporter.SET);
    }
  }

  /**
   * Takes a sample.
   *
   * @param digest of the bytes that the tensors were read from
   * @param tensors by the names of {@link FeatureTensors}; latents and text are among them
   */
  void add(About about, Fingerprint digest, Map<String, HostTensor> tensors) {
    String clip = about.clip();
    Map<String, HostTensor> latents = new TreeMap<>(tensors);
    Map<String, HostTensor> text = new TreeMap<>(tensors);
    latents.keySet().removeAll(TEXTS);
    text.keySet().retainAll(TEXTS);
    outcomes.put(clip, new HashMap<>());
    items.put(clip, item(clip, Fingerprint.of("import", digest, about.caption())));
    shelf.add(
        part(LATENTS), new Sample(clip, bucket(latents), latents, about.lineage(Optional.empty())));
    shelf.add(
        part(TEXT), new Sample(clip, "text", text, about.lineage(Optional.of(about.caption()))));
  }

  /**
   * Notes that a sample cannot be read.
   *
   * @param clip its clip, or what stands in its place
   */
  void fail(String clip, KinolakeException reason) {
    items.put(clip, item(clip, Fingerprint.of("import", "failed")));
    Map<String, Outcome<Feature>> failed = new HashMap<>();
    failed.put(LATENTS, Outcome.rejected(reason.failure()));
    failed.put(TEXT, Outcome.rejected(reason.failure()));
    outcomes.put(clip, failed);
  }

  /** Stores what has not been stored yet; gives the rows of all samples. */
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

  private static List<SamplePart> part(String name) {
    return List.of(new SamplePart(SampleImporter.SET, name));
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
}
