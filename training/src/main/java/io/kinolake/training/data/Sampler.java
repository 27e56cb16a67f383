package io.kinolake.training.data;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.EpochPlan.BucketPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts samples in order: each exactly once per epoch, in global batches of one bucket each. The
 * next batch follows from the state and its size alone, whoever asks; ranks that hold the same
 * state take the same batch, and a state goes on with other ranks and other sizes.
 *
 * <p>In each epoch a bucket's samples are permuted anew. The next batch's bucket is drawn by
 * chance, weighted by what each has left, so that buckets run dry at about the same time. The last
 * batch of a bucket may be smaller; nothing is dropped, repeated or mixed. Thread-safe.
 */
public final class Sampler {
  private static final long ORDER = 1;
  private static final long DRAW = 2;

  private final TableVersions versions;
  private final Fingerprint digest;
  private final SortedMap<String, List<TrainingSample>> buckets;
  private final long seed;
  private volatile Epoch current;

  /**
   * @param seed decides all orders
   */
  public Sampler(TrainingData data, long seed) {
    this.versions = data.versions();
    this.digest = data.digest();
    this.seed = seed;
    TreeMap<String, List<TrainingSample>> byBucket = new TreeMap<>();
    for (TrainingSample sample : data.samples()) {
      byBucket.computeIfAbsent(sample.bucket(), bucket -> new ArrayList<>()).add(sample);
    }
    if (byBucket.isEmpty()) {
      throw new IllegalArgumentException("There are no samples");
    }
    this.buckets = Collections.unmodifiableSortedMap(byBucket);
    this.current = new Epoch(0);
  }

  /** The orders of one epoch, each made when it is first needed. */
  private final class Epoch {
    private final long number;
    private final Map<String, int[]> orders = new ConcurrentHashMap<>();

    Epoch(long number) {
      this.number = number;
    }

    int[] order(String bucket) {
      return orders.computeIfAbsent(
          bucket,
          name ->
              new StableRandom(seed, ORDER, number, StableRandom.key(name))
                  .permutation(buckets.get(name).size()));
    }
  }

  /** Where an epoch begins. */
  public SamplerState start(long epoch) {
    TreeMap<String, Integer> none = new TreeMap<>();
    buckets.keySet().forEach(bucket -> none.put(bucket, 0));
    return new SamplerState(digest, versions, seed, epoch, none);
  }

  /**
   * The batch that follows a state.
   *
   * @param size samples of a full batch, over all ranks
   * @throws KinolakeException BAD_CONFIG if the state belongs to other samples or another seed, or
   *     the size is below 1
   */
  public GlobalBatch next(SamplerState state, int size) {
    requireOurs(state);
    requirePositive(size);
    String bucket = draw(state);
    List<TrainingSample> all = buckets.get(bucket);
    int[] order = epoch(state.epoch()).order(bucket);
    int from = state.consumed().get(bucket);
    int end = (int) Math.min(order.length, (long) from + size);
    List<TrainingSample> samples = new ArrayList<>(end - from);
    for (int i = from; i < end; i++) {
      samples.add(all.get(order[i]));
    }
    return new GlobalBatch(bucket, samples, after(state, bucket, end));
  }

  /**
   * What an epoch is with such batches.
   *
   * @throws KinolakeException BAD_CONFIG for a size below 1
   */
  public EpochPlan plan(int size) {
    return remaining(start(0), size);
  }

  /**
   * What is left of the state's epoch with such batches; never nothing.
   *
   * @throws KinolakeException as {@link #next}
   */
  public EpochPlan remaining(SamplerState state, int size) {
    requireOurs(state);
    requirePositive(size);
    List<BucketPlan> plans = new ArrayList<>();
    for (String bucket : buckets.keySet()) {
      int left = left(state, bucket);
      if (left > 0) {
        plans.add(new BucketPlan(bucket, left, -Math.floorDiv(-left, size), size));
      }
    }
    return new EpochPlan(plans);
  }

  /**
   * The samples of the state's epoch that are behind.
   *
   * @throws KinolakeException as {@link #next}
   */
  public Set<TrainingSample> consumed(SamplerState state) {
    requireOurs(state);
    Set<TrainingSample> behind = new HashSet<>();
    Epoch epoch = epoch(state.epoch());
    state
        .consumed()
        .forEach(
            (bucket, count) -> {
              int[] order = epoch.order(bucket);
              for (int i = 0; i < count; i++) {
                behind.add(buckets.get(bucket).get(order[i]));
              }
            });
    return behind;
  }

  private String draw(SamplerState state) {
    long ticket = new StableRandom(seed, DRAW, state.epoch(), state.position()).below(left(state));
    for (String bucket : buckets.keySet()) {
      ticket -= left(state, bucket);
      if (ticket < 0) {
        return bucket;
      }
    }
    throw new IllegalStateException("Nothing is left at " + state);
  }

  private long left(SamplerState state) {
    return buckets.keySet().stream().mapToLong(bucket -> left(state, bucket)).sum();
  }

  private int left(SamplerState state, String bucket) {
    return buckets.get(bucket).size() - state.consumed().get(bucket);
  }

  private SamplerState after(SamplerState state, String bucket, int end) {
    TreeMap<String, Integer> consumed = new TreeMap<>(state.consumed());
    consumed.put(bucket, end);
    SamplerState after =
        new SamplerState(state.samples(), state.versions(), seed, state.epoch(), consumed);
    return left(after) > 0 ? after : start(state.epoch() + 1);
  }

  private Epoch epoch(long number) {
    Epoch known = current;
    if (known.number != number) {
      known = new Epoch(number);
      current = known;
    }
    return known;
  }

  private void requireOurs(SamplerState state) {
    if (!state.samples().equals(digest) || state.seed() != seed || !fits(state)) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "The state to go on from belongs to other samples: it was made with seed %d at %s, the sampler has seed %d and %s. Pin those versions and that seed, or start a new epoch."
              .formatted(state.seed(), state.versions(), seed, versions));
    }
  }

  private boolean fits(SamplerState state) {
    return state.consumed().keySet().equals(buckets.keySet())
        && state.consumed().values().stream().allMatch(count -> count >= 0)
        && buckets.keySet().stream().allMatch(bucket -> left(state, bucket) >= 0)
        && left(state) > 0;
  }

  private static void requirePositive(int size) {
    if (size < 1) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "A global batch has at least one sample, not %d.".formatted(size));
    }
  }
}
