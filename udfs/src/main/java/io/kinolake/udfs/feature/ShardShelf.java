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

/**
 * Holds samples until they fill a shard, and tells what became of each. No more than a shard of
 * each part and bucket is held. Not thread-safe.
 */
public final class ShardShelf {
  private final MediaStore store;
  private final String folder;
  private final long shardBytes;
  private final Outcomes outcomes;
  private final Map<String, Waiting> waiting = new TreeMap<>();

  /**
   * @param folder where shards lie, a path or URI
   * @param shardBytes a shard ends with the sample that exceeds it
   */
  public ShardShelf(MediaStore store, String folder, long shardBytes, Outcomes outcomes) {
    this.store = store;
    this.folder = folder;
    this.shardBytes = shardBytes;
    this.outcomes = outcomes;
  }

  /** Is told what became of the samples. */
  @FunctionalInterface
  public interface Outcomes {

    /** The rows of a clip's part, or why there are none. */
    void put(String clip, String part, Outcome<Feature> outcome);
  }

  /** The samples of a shard to be. */
  private static final class Waiting {
    private final List<SamplePart> parts;
    private final List<Sample> samples = new ArrayList<>();
    private long bytes;

    Waiting(List<SamplePart> parts) {
      this.parts = List.copyOf(parts);
    }
  }

  /**
   * Takes a sample.
   *
   * @param parts whose sample it is, at least one; the first gives the shard its name, the others'
   *     rows name that shard too
   * @throws KinolakeException of kind CONFIG if its shard was full and cannot be stored
   */
  public void add(List<SamplePart> parts, Sample sample) {
    String place = parts + "/" + sample.bucket();
    Waiting shard = waiting.computeIfAbsent(place, each -> new Waiting(parts));
    shard.samples.add(sample);
    shard.bytes += sample.bytes();
    if (shard.bytes >= shardBytes) {
      waiting.remove(place);
      store(shard);
    }
  }

  /** Stores what is left. */
  public void storeAll() {
    waiting.values().forEach(this::store);
    waiting.clear();
  }

  private void store(Waiting shard) {
    SamplePart owner = shard.parts.get(0);
    try {
      new ShardWriter(store, folder, owner)
          .write(shard.samples)
          .forEach((clip, rows) -> shard.parts.forEach(part -> put(clip, part, rows)));
    } catch (KinolakeException e) {
      Failure failure = LatentSamples.rowFailure(e);
      for (Sample sample : shard.samples) {
        shard.parts.forEach(
            part -> outcomes.put(sample.clip(), part.name(), Outcome.rejected(failure)));
      }
    }
  }

  private void put(String clip, SamplePart part, List<Feature> rows) {
    outcomes.put(
        clip,
        part.name(),
        Outcome.produced(
            rows.stream().map(row -> row.sharedWith(part.name(), part.set())).toList()));
  }
}
