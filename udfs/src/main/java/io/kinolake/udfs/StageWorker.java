package io.kinolake.udfs;

import java.util.List;

/**
 * The state of a stage in one task. Used by one thread; closed by the adapter, also after a
 * failure.
 */
public interface StageWorker<I extends Record, O extends Record> extends AutoCloseable {

  /**
   * Works on a batch. Result i belongs to item i. An item's failure is a result; an exception means
   * that the whole task cannot go on, except a {@link
   * io.kinolake.schemas.failure.KinolakeException}, which the adapter turns into a failure of every
   * item of the batch.
   */
  List<ItemResult<O>> process(List<Item<I>> batch);

  @Override
  void close();
}
