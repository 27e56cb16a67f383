package io.kinolake.udfs;

import java.io.Serializable;
import java.util.List;

/**
 * A stage whose dear items are worked on in shares, each by a task of its own, so that one long
 * video does not keep one task busy while the others have nothing left to do. Whoever does not
 * divide gets the same result from {@link #open}.
 *
 * @param <I> the record of an input row
 * @param <O> the record of an output row
 * @param <S> what tells a task which share it has
 * @param <R> what a task finds out about its share
 */
public interface DivisibleStage<
        I extends Record, O extends Record, S extends Serializable, R extends Serializable>
    extends Stage<I, O> {

  /** The shares of an item, in order; one where dividing it is not worth it. */
  List<S> shares(Item<I> item);

  /** Opens a worker on shares. Called on an executor, once per task, on the task's thread. */
  ShareWorker<I, O, S, R> openShares(StageContext context);

  /** The state of a divisible stage in one task. Used by one thread; closed by the adapter. */
  interface ShareWorker<I extends Record, O extends Record, S, R> extends AutoCloseable {

    /**
     * Works on one share.
     *
     * @throws io.kinolake.schemas.failure.KinolakeException if the item fails
     */
    R work(Item<I> item, S share);

    /**
     * Makes the item's result of what was found out about its shares, all of them, in order. May
     * run on another machine than {@link #work}.
     *
     * @throws io.kinolake.schemas.failure.KinolakeException if the item fails
     */
    Outcome<O> join(Item<I> item, List<R> results);

    @Override
    void close();
  }
}
