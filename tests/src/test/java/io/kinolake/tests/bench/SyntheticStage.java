package io.kinolake.tests.bench;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.StageSpec;
import io.kinolake.udfs.StageWorker;
import java.io.Serializable;
import java.util.List;

/**
 * A real stage whose results are made up: it is planned, stored and fingerprinted as the real one,
 * so that the real one finds nothing to do afterwards.
 */
final class SyntheticStage<I extends Record, O extends Record> implements Stage<I, O> {
  private static final long serialVersionUID = 1L;

  /** Makes up the result of an item. */
  interface Results<I extends Record, O extends Record> extends Serializable {
    ItemResult<O> of(Item<I> item);
  }

  private final Stage<I, O> real;
  private final Results<I, O> results;

  SyntheticStage(Stage<I, O> real, Results<I, O> results) {
    this.real = real;
    this.results = results;
  }

  @Override
  public StageSpec<I, O> spec() {
    StageSpec<I, O> spec = real.spec();
    return new StageSpec<>(
        spec.name(), spec.version(), spec.input(), spec.output(), spec.perTask(), 1000);
  }

  @Override
  public List<StagePart> parts() {
    return real.parts();
  }

  @Override
  public Fingerprint fingerprint() {
    return real.fingerprint();
  }

  @Override
  public StageWorker<I, O> open(StageContext context) {
    return new Worker<>(results);
  }

  private record Worker<I extends Record, O extends Record>(Results<I, O> results)
      implements StageWorker<I, O> {
    @Override
    public List<ItemResult<O>> process(List<Item<I>> batch) {
      return batch.stream().map(results::of).toList();
    }

    @Override
    public void close() {}
  }
}
