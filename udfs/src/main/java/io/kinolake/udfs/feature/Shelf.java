package io.kinolake.udfs.feature;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.store.MediaStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Holds the samples of one batch until they fill a shard, and notes what became of each. No more
 * than a shard of each set and bucket is held.
 */
final class Shelf implements SampleMaker.Made {
  private final MediaStore store;
  private final ExtractFeaturesSettings settings;
  private final Function<FeatureSet, String> part;
  private final Map<String, Map<String, Outcome<Feature>>> outcomes;
  private final Map<Place, List<Sample>> waiting = new TreeMap<>();

  /**
   * @param part name of the part of the work for a set
   * @param outcomes takes what became of each part, by clip
   */
  Shelf(
      MediaStore store,
      ExtractFeaturesSettings settings,
      Function<FeatureSet, String> part,
      Map<String, Map<String, Outcome<Feature>>> outcomes) {
    this.store = store;
    this.settings = settings;
    this.part = part;
    this.outcomes = outcomes;
  }

  /** What the samples of a shard have in common. */
  private record Place(String set, String part, String bucket) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPart = part.compareTo(other.part);
      return byPart != 0 ? byPart : bucket.compareTo(other.bucket);
    }
  }

  @Override
  public void sample(FeatureSet set, Sample sample) {
    Place place = new Place(set.name(), part.apply(set), sample.bucket());
    List<Sample> samples = waiting.computeIfAbsent(place, each -> new ArrayList<>());
    samples.add(sample);
    if (samples.stream().mapToLong(Sample::bytes).sum() >= settings.shardBytes()) {
      store(place, waiting.remove(place));
    }
  }

  @Override
  public void failed(FeatureSet set, ClipForFeatures clip, Failure failure) {
    outcomes.get(clip.clip().id().value()).put(part.apply(set), Outcome.rejected(failure));
  }

  /** Stores what is left. */
  void storeAll() {
    waiting.forEach(this::store);
    waiting.clear();
  }

  private void store(Place place, List<Sample> samples) {
    try {
      new ShardWriter(store, settings.folder(), place.set(), place.part())
          .write(samples)
          .forEach((clip, rows) -> outcomes.get(clip).put(place.part(), Outcome.produced(rows)));
    } catch (KinolakeException e) {
      Failure failure = LatentSamples.rowFailure(e);
      samples.forEach(
          sample -> outcomes.get(sample.clip()).put(place.part(), Outcome.rejected(failure)));
    }
  }
}
