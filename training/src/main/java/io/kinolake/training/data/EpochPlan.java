package io.kinolake.training.data;

import java.util.List;

/**
 * What an epoch will be.
 *
 * @param buckets in order of their names
 */
public record EpochPlan(List<BucketPlan> buckets) {

  public EpochPlan {
    buckets = List.copyOf(buckets);
  }

  /**
   * One bucket's share of an epoch.
   *
   * @param steps global batches; the last may be smaller
   * @param globalBatch samples of a full one
   */
  public record BucketPlan(String bucket, int samples, int steps, int globalBatch) {

    /** Frames of its samples' latents. */
    public long frames() {
      return extent(0);
    }

    /** Height of its samples' latents. */
    public long height() {
      return extent(1);
    }

    /** Width of its samples' latents. */
    public long width() {
      return extent(2);
    }

    private long extent(int axis) {
      return Long.parseLong(bucket.split("x", -1)[axis]);
    }

    /** Samples in relation to what as many full batches would hold, above 0 and up to 1. */
    public double fill() {
      return samples / ((double) steps * globalBatch);
    }
  }

  public long samples() {
    return buckets.stream().mapToLong(BucketPlan::samples).sum();
  }

  /** Steps of the epoch, at least 1. */
  public long steps() {
    return buckets.stream().mapToLong(BucketPlan::steps).sum();
  }
}
