package io.kinolake.udfs.spark;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageWorker;
import io.kinolake.udfs.WorkItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Runs a stage over one partition of planned bins: opens a worker, feeds it batches, turns outcomes
 * into rows. An item that an earlier process died with, and every item of a task that is the
 * successor of a crashed one, is worked on in a process of its own.
 */
public final class StagePartitionFunction<I extends Record, O extends Record>
    implements FlatMapFunction<Iterator<List<WorkItem>>, Row> {
  private static final long serialVersionUID = 1L;

  private final Stage<I, O> stage;
  private final ModelSettings models;
  private final StageProgress progress;

  /**
   * @param models how the stage's networks are run
   */
  public StagePartitionFunction(Stage<I, O> stage, ModelSettings models, StageProgress progress) {
    this.stage = stage;
    this.models = models;
    this.progress = progress;
  }

  @Override
  public Iterator<Row> call(Iterator<List<WorkItem>> bins) {
    List<WorkItem> items = new ArrayList<>();
    bins.forEachRemaining(items::addAll);
    PartitionRun<I, O> run =
        new PartitionRun<>(stage, progress, items.iterator(), new ItemGuard(stage, models));
    TaskCompletionListener closing = context -> run.close();
    TaskContext.get().addTaskCompletionListener(closing);
    return run;
  }

  /** The rows of one partition, made as they are asked for. */
  private static final class PartitionRun<I extends Record, O extends Record>
      implements Iterator<Row>, AutoCloseable {
    private final Stage<I, O> stage;
    private final StageProgress progress;
    private final Iterator<WorkItem> items;
    private final OutputRows<O> output;
    private final ItemGuard guard;
    private StageWorker<I, O> worker;
    private Iterator<Object[]> ready = List.<Object[]>of().iterator();

    PartitionRun(
        Stage<I, O> stage, StageProgress progress, Iterator<WorkItem> items, ItemGuard guard) {
      this.stage = stage;
      this.progress = progress;
      this.items = items;
      this.output = new OutputRows<>(stage.spec().output());
      this.guard = guard;
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && items.hasNext()) {
        ready = processBatch(nextBatch()).iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      return SparkTypes.toSpark(ready.next());
    }

    @Override
    public void close() {
      if (worker != null) {
        worker.close();
        worker = null;
      }
    }

    private List<WorkItem> nextBatch() {
      List<WorkItem> batch = new ArrayList<>();
      while (batch.size() < stage.spec().batchSize() && items.hasNext()) {
        batch.add(items.next());
      }
      return batch;
    }

    private List<Object[]> processBatch(List<WorkItem> batch) {
      List<Object[]> rows = new ArrayList<>();
      List<WorkItem> trusted = new ArrayList<>();
      for (WorkItem item : batch) {
        if (guard.isSuspect(item)) {
          rows.addAll(guard.processIsolated(item));
        } else {
          trusted.add(item);
        }
      }
      if (!trusted.isEmpty()) {
        rows.addAll(processHere(trusted));
      }
      progress.add(batch, rows, stage.spec().output());
      return rows;
    }

    private List<Object[]> processHere(List<WorkItem> batch) {
      List<InFlightJournal.Note> notes = batch.stream().map(item -> guard.note(item, 0)).toList();
      try {
        return processNoted(batch);
      } finally {
        notes.forEach(InFlightJournal.Note::close);
      }
    }

    private List<Object[]> processNoted(List<WorkItem> batch) {
      List<Item<I>> inputs =
          batch.stream().map(item -> item.<I>toItem(stage.spec().input())).toList();
      List<Object[]> rows = new ArrayList<>();
      try {
        List<ItemResult<O>> results = worker().process(inputs);
        for (int i = 0; i < batch.size(); i++) {
          rows.addAll(output.of(batch.get(i), results.get(i)));
        }
      } catch (KinolakeException e) {
        Failure failure = e.failure();
        if (failure.code().kind() == FailureKind.CONFIG) {
          throw e;
        }
        batch.forEach(item -> rows.addAll(output.failed(item, failure)));
      }
      return rows;
    }

    private StageWorker<I, O> worker() {
      if (worker == null) {
        worker = stage.open(guard.context());
      }
      return worker;
    }
  }
}
