package io.kinolake.udfs;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/** A worker that treats items one by one, each as a whole; failures become results. */
public abstract class ItemWorker<I extends Record, O extends Record> implements StageWorker<I, O> {

  /**
   * The rows of one item.
   *
   * @throws KinolakeException if the item fails
   */
  protected abstract Outcome<O> processItem(Item<I> item);

  @Override
  public final List<ItemResult<O>> process(List<Item<I>> batch) {
    return batch.stream().map(this::processSafely).toList();
  }

  @Override
  public void close() {}

  private ItemResult<O> processSafely(Item<I> item) {
    try {
      return ItemResult.whole(processItem(item));
    } catch (KinolakeException e) {
      return ItemResult.whole(Outcome.rejected(e.failure()));
    }
  }
}
