package io.kinolake.training.data;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gathers the rows of one feature set, and joins those of each clip to a sample. One thread. */
final class ManifestRows {
  private final String set;
  private final TreeMap<String, Draft> drafts = new TreeMap<>();
  private final Map<Object, Object> values = new HashMap<>();

  ManifestRows(String set) {
    this.set = set;
  }

  /** The rows of one clip. */
  private static final class Draft {
    private final List<Feature> latents = new ArrayList<>(2);
    private final List<Feature> text = new ArrayList<>(3);
  }

  /** A row whose values are kept once, however many rows hold them: most rows repeat others. */
  private record SharedRow(RowReader row, Map<Object, Object> values) implements RowReader {
    @Override
    @SuppressWarnings("unchecked") // an equal value of the same column
    public <T> Optional<T> find(Column<T> column) {
      return row.find(column).map(value -> (T) values.computeIfAbsent(value, same -> same));
    }
  }

  boolean isEmpty() {
    return drafts.isEmpty();
  }

  /** Takes a row, unless it is of another set. */
  void add(RowReader row) {
    if (!row.get(FeatureTable.FEATURE_SET).equals(set)) {
      return;
    }
    Feature feature = read(new SharedRow(row, values));
    Draft draft = drafts.computeIfAbsent(feature.clip().value(), clip -> new Draft());
    if (feature.part().equals(FeatureTable.latentsPart(set))) {
      draft.latents.add(feature);
    } else if (feature.part().equals(FeatureTable.textPart(set))) {
      draft.text.add(feature);
    }
  }

  private static Feature read(RowReader row) {
    try {
      return FeatureTable.SCHEMA.codec().read(row);
    } catch (IllegalStateException | IllegalArgumentException e) {
      String clip = row.find(FeatureTable.SCHEMA.item()).orElse("?");
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "The manifest's row of clip '%s' cannot be used: %s".formatted(clip, e.getMessage()),
          e);
    }
  }

  /**
   * Joins what was gathered.
   *
   * @param accepted the clips that count; all where absent
   */
  TrainingData finish(String warehouse, TableVersions versions, Optional<Set<String>> accepted) {
    List<TrainingSample> samples = new ArrayList<>();
    long withoutLatents = 0;
    long withoutText = 0;
    long notAccepted = 0;
    for (Map.Entry<String, Draft> each : drafts.entrySet()) {
      if (each.getValue().latents.isEmpty()) {
        withoutLatents++;
      } else if (each.getValue().text.isEmpty()) {
        withoutText++;
      } else if (accepted.isPresent() && !accepted.get().contains(each.getKey())) {
        notAccepted++;
      } else {
        samples.add(sample(each.getValue()));
      }
    }
    BucketCheck.require(samples);
    return new TrainingData(
        warehouse,
        set,
        versions,
        samples,
        new TrainingData.LeftOut(withoutLatents, withoutText, notAccepted));
  }

  private static TrainingSample sample(Draft draft) {
    Feature latent = draft.latents.get(0);
    Feature text = draft.text.get(0);
    TreeMap<String, Feature.Place> tensors = new TreeMap<>();
    addAll(draft.latents, tensors);
    addAll(draft.text, tensors);
    String caption =
        text.lineage()
            .caption()
            .orElseThrow(() -> contradiction(text, "has an embedding without its caption"));
    return new TrainingSample(
        latent.clip(), latent.bucket(), caption, latent.lineage(), text.lineage(), tensors);
  }

  /** Adds the tensors of one part, which one piece of work made. */
  private static void addAll(List<Feature> part, Map<String, Feature.Place> tensors) {
    Feature first = part.get(0);
    for (Feature feature : part) {
      if (!feature.bucket().equals(first.bucket()) || !feature.lineage().equals(first.lineage())) {
        throw contradiction(feature, "has tensors of one part that were made of different things");
      }
      if (tensors.put(feature.tensor(), feature.place()) != null) {
        throw contradiction(feature, "has two tensors '%s'".formatted(feature.tensor()));
      }
    }
  }

  private static KinolakeException contradiction(Feature feature, String what) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "Clip '%s' %s in part '%s' of the manifest. Run './kinolake refresh', or pin another version."
            .formatted(feature.clip().value(), what, feature.part()));
  }
}
