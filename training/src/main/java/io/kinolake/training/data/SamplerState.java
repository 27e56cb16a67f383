package io.kinolake.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far training has come in its samples. It knows nothing of ranks or sizes of batches, so that
 * training goes on with others. Immutable.
 *
 * @param samples stands for the samples ({@link TrainingData#digest})
 * @param versions of the tables that the samples were read at
 * @param epoch whole passes over the samples that are behind, from 0
 * @param consumed samples of this epoch that are behind, by bucket; every bucket is there
 */
public record SamplerState(
    Fingerprint samples,
    TableVersions versions,
    long seed,
    long epoch,
    SortedMap<String, Integer> consumed) {
  private static final String SAMPLES = "samples";
  private static final String FEATURES = "features_version";
  private static final String SELECTION = "selection_version";
  private static final String SEED = "seed";
  private static final String EPOCH = "epoch";
  private static final String CONSUMED = "consumed";

  public SamplerState {
    consumed = Collections.unmodifiableSortedMap(new TreeMap<>(consumed));
  }

  /** Samples of this epoch that are behind. */
  public long position() {
    return consumed.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** The state as JSON; {@link #ofJson} reads it. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(SAMPLES, samples.value());
    json.put(FEATURES, versions.features());
    versions.selection().ifPresent(version -> json.put(SELECTION, version));
    json.put(SEED, seed);
    json.put(EPOCH, epoch);
    ObjectNode counts = json.putObject(CONSUMED);
    consumed.forEach(counts::put);
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws KinolakeException CORRUPT if it is something else
   */
  public static SamplerState ofJson(JsonNode json) {
    SortedMap<String, Integer> consumed = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : json.path(CONSUMED).properties()) {
      consumed.put(each.getKey(), (int) number(each.getValue(), CONSUMED));
    }
    Optional<Long> selection =
        json.has(SELECTION)
            ? Optional.of(number(json.get(SELECTION), SELECTION))
            : Optional.empty();
    try {
      return new SamplerState(
          new Fingerprint(json.path(SAMPLES).asText()),
          new TableVersions(number(json.path(FEATURES), FEATURES), selection),
          number(json.path(SEED), SEED),
          number(json.path(EPOCH), EPOCH),
          consumed);
    } catch (IllegalArgumentException e) {
      throw corrupt(e.getMessage());
    }
  }

  private static long number(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw corrupt("'%s' is no number but %s".formatted(name, value));
    }
    return value.longValue();
  }

  private static KinolakeException corrupt(String why) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "This is no state of a sampler: %s. Resume from another checkpoint.".formatted(why));
  }
}
