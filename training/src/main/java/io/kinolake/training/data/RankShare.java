package io.kinolake.training.data;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one data-parallel rank does of each global batch: a contiguous share, equal to the others'
 * but for one sample, in micro batches. Of a small batch it may be nothing; the rank makes the step
 * all the same.
 *
 * @param rank from 0
 * @param ranks how many there are
 * @param microBatch samples that are computed at once, at most
 */
public record RankShare(int rank, int ranks, int microBatch) {

  /**
   * @throws KinolakeException BAD_CONFIG for a number out of its range
   */
  public RankShare {
    if (ranks < 1 || rank < 0 || rank >= ranks || microBatch < 1) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Rank %d of %d with micro batches of %d makes no sense: ranks count from 0, and a micro batch has at least one sample."
              .formatted(rank, ranks, microBatch));
    }
  }

  /** The rank's micro batches, all full but the last; none if the share is empty. */
  public <T> List<List<T>> of(List<T> globalBatch) {
    int size = globalBatch.size();
    int from = (int) ((long) size * rank / ranks);
    int end = (int) ((long) size * (rank + 1) / ranks);
    List<List<T>> micro = new ArrayList<>();
    for (int start = from; start < end; start += microBatch) {
      micro.add(List.copyOf(globalBatch.subList(start, Math.min(end, start + microBatch))));
    }
    return micro;
  }
}
