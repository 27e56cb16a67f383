package io.kinolake.training.parallel;

import java.util.List;

/**
 * A rank's ways to the others of its job. Used by one thread. Owns what it needs for them until it
 * is closed.
 */
public interface Communicators extends AutoCloseable {

  /**
   * Talks to a group of ranks. All of them ask for it, and for their other groups, in one order.
   *
   * @param ranks their numbers in the job, ascending; this one is among them
   */
  Communicator group(List<Integer> ranks);

  @Override
  void close();
}
