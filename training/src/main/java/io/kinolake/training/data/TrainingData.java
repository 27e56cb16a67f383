package io.kinolake.training.data;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.training.data.DataRequest.Clips;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The samples of a feature set at one version of the tables. Immutable and thread-safe.
 *
 * @param warehouse where it lies, without a slash at the end
 * @param versions what was read; ask for them again to get the same samples
 * @param samples at least one, ordered by clip id
 * @param leftOut clips that have tensors of the set, but are no samples
 */
public record TrainingData(
    String warehouse,
    String featureSet,
    TableVersions versions,
    List<TrainingSample> samples,
    LeftOut leftOut) {

  public TrainingData {
    samples = List.copyOf(samples);
  }

  /**
   * How many clips are no samples, and why.
   *
   * @param withoutLatents have a caption's embedding only
   * @param withoutText have latents only, since no caption was embedded
   * @param notAccepted are whole, but the selection does not accept them
   */
  public record LeftOut(long withoutLatents, long withoutText, long notAccepted) {}

  /**
   * Reads the manifest. Nothing is written, and no shard is opened.
   *
   * @throws KinolakeException BAD_ARGUMENT if the warehouse, the set, a version or every sample is
   *     missing, or the warehouse is not a folder of this machine; NOT_READABLE; CORRUPT if rows
   *     contradict each other
   */
  public static TrainingData open(DataRequest request) {
    String warehouse = folder(request.warehouse());
    DeltaSnapshot features =
        DeltaSnapshot.open(
                place(warehouse, FeatureTable.SCHEMA),
                request.pinned().map(TableVersions::features))
            .orElseThrow(() -> noManifest(warehouse));
    Optional<DeltaSnapshot> selection = selection(warehouse, request);
    TableVersions versions =
        new TableVersions(features.version(), selection.map(DeltaSnapshot::version));
    ManifestRows rows = new ManifestRows(request.featureSet());
    features.forEachResult(FeatureTable.SCHEMA.columns(), rows::add);
    if (rows.isEmpty()) {
      throw noSuchSet(warehouse, request.featureSet(), features);
    }
    TrainingData data = rows.finish(warehouse, versions, selection.map(TrainingData::accepted));
    if (data.samples().isEmpty()) {
      throw noSamples(data);
    }
    return data;
  }

  /**
   * Stands for the samples, their order and every byte of their tensors: equal digests are equal
   * training data.
   */
  public Fingerprint digest() {
    Fingerprint digest = Fingerprint.of(featureSet);
    for (TrainingSample sample : samples) {
      StringBuilder tensors = new StringBuilder();
      sample
          .tensors()
          .forEach(
              (name, place) -> tensors.append(name).append(place.shape()).append(place.crc32c()));
      digest = Fingerprint.of(digest, sample.clip().value(), sample.bucket(), tensors);
    }
    return digest;
  }

  private static String place(String warehouse, TableSchema<?> table) {
    return warehouse + "/" + table.name();
  }

  private static Optional<DeltaSnapshot> selection(String warehouse, DataRequest request) {
    Optional<Long> version = request.pinned().flatMap(TableVersions::selection);
    boolean newest = request.pinned().isEmpty();
    if (request.clips() == Clips.ALL || (!newest && version.isEmpty())) {
      return Optional.empty();
    }
    Optional<DeltaSnapshot> table =
        DeltaSnapshot.open(place(warehouse, SelectionTable.SCHEMA), version);
    if (table.isEmpty() && version.isPresent()) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Warehouse '%s' has no table '%s', whose version %d tells which clips are accepted. Name the warehouse that the training began with."
              .formatted(warehouse, SelectionTable.SCHEMA.name(), version.get()));
    }
    return table;
  }

  private static Set<String> accepted(DeltaSnapshot selection) {
    Set<String> clips = new HashSet<>();
    List<Column<?>> columns = List.of(SelectionTable.SCHEMA.item(), SelectionTable.ACCEPTED);
    selection.forEachResult(
        columns,
        row -> {
          if (row.get(SelectionTable.ACCEPTED)) {
            clips.add(row.get(SelectionTable.SCHEMA.item()));
          }
        });
    return clips;
  }

  private static String folder(String warehouse) {
    String path =
        warehouse.startsWith("file://") ? warehouse.substring("file://".length()) : warehouse;
    if (path.contains("://")) {
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "Training maps shards into memory, so warehouse '%s' must be a folder of this machine. Mount it, or copy its folders 'features', 'selection' and 'shards'."
              .formatted(warehouse));
    }
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static KinolakeException noManifest(String warehouse) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "Warehouse '%s' has no table '%s', so there are no samples to train on. Run './kinolake run --videos DIR --features SET' first, or name another warehouse."
            .formatted(warehouse, FeatureTable.SCHEMA.name()));
  }

  private static KinolakeException noSuchSet(String warehouse, String set, DeltaSnapshot features) {
    Set<String> sets = new TreeSet<>();
    features.forEachResult(
        List.of(FeatureTable.FEATURE_SET), row -> sets.add(row.get(FeatureTable.FEATURE_SET)));
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "Warehouse '%s' has no samples of the feature set '%s' at version %d; it has %s. Name one of these, or extract the set's features first."
            .formatted(warehouse, set, features.version(), sets.isEmpty() ? "none" : sets));
  }

  private static KinolakeException noSamples(TrainingData data) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "The feature set '%s' in warehouse '%s' has no sample to train on: %d clips lack latents, %d lack the embedding of a caption, %d are not accepted by the selection. Run './kinolake refresh', or accept more clips."
            .formatted(
                data.featureSet(),
                data.warehouse(),
                data.leftOut().withoutLatents(),
                data.leftOut().withoutText(),
                data.leftOut().notAccepted()));
  }
}
