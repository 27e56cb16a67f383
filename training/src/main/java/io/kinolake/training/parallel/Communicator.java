package io.kinolake.training.parallel;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * How a rank talks to the others of a group. All ranks of a group do the same things in the same
 * order. Results have the same bits on every rank, and in every run. Of buffers, what lies between
 * position and limit counts; both stay as they are.
 *
 * <p>Used by one thread, which also uses the rank's other communicators. Every operation waits for
 * other ranks.
 *
 * @implSpec operations throw a {@link io.kinolake.schemas.failure.KinolakeException}, RANK_LOST if
 *     a rank is gone or silent for too long, INTERNAL if ranks do different things; after that, the
 *     communicator is of no more use.
 */
public interface Communicator {

  /** This rank's number within the group, from 0. */
  int rank();

  /** How many ranks the group has. */
  int size();

  /** The first element that this rank owns of a vector of so many. */
  default long firstOwned(long elements) {
    return FloatRun.firstOf(elements, rank(), size());
  }

  /** The element after the last that this rank owns; all own equally many, but for one. */
  default long endOwned(long elements) {
    return FloatRun.firstOf(elements, rank() + 1, size());
  }

  /** Replaces each element by its sum over the ranks. */
  void sum(List<FloatBuffer> vector);

  /**
   * Replaces each element that this rank owns by its sum over the ranks; the others hold something
   * else afterwards.
   */
  void reduceScatter(List<FloatBuffer> vector);

  /** Replaces each element by that of the rank that owns it. */
  void allGather(List<FloatBuffer> vector);

  /** The sum over the ranks, added up in their order. */
  double sum(double number);

  /**
   * Gives each rank a chunk and takes one from each, its own too.
   *
   * @param given chunks by rank
   * @param taken receives the chunks by rank; apart from the given ones
   */
  void allToAll(List<FloatBuffer> given, List<FloatBuffer> taken);

  /**
   * What rank 0 of the group has.
   *
   * @param bytes on rank 0 what is told; of no meaning on the others
   */
  byte[] broadcast(byte[] bytes);

  /** Returns when all ranks have come here. */
  void barrier();
}
