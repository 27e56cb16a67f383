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
    private final String set;
    private final String part;
    private final List<Sample> samples = new ArrayList<>();
    private long bytes;

    Waiting(String set, String part) {
      this.set = set;
      this.part = part;
    }
  }

  /**
   * Takes a sample.
   *
   * @param set name of the feature set
   * @param part name of the part of the work
   * @throws KinolakeException of kind CONFIG if its shard was full and cannot be stored
   */
  public void add(String set, String part, Sample sample) {
    String place = part + "/" + sample.bucket();
    Waiting shard = waiting.computeIfAbsent(place, each -> new Waiting(set, part));
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
    try {
      new ShardWriter(store, folder, shard.set, shard.part)
          .write(shard.samples)
          .forEach((clip, rows) -> outcomes.put(clip, shard.part, Outcome.produced(rows)));
    } catch (KinolakeException e) {
      Failure failure = LatentSamples.rowFailure(e);
      shard.samples.forEach(
          sample -> outcomes.put(sample.clip(), shard.part, Outcome.rejected(failure)));
    }
  }
}
