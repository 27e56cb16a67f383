package io.kinolake.udfs.spark;

import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureKind;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.DivisibleStage;
import io.kinolake.udfs.Item;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.WorkItem;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Runs a divisible stage over items in shares: one task for each share, then one for each item that
 * joins what was found out. An item that crashes native code is handed whole to a process of its
 * own.
 */
public final class DividedItems<
        I extends Record, O extends Record, S extends Serializable, R extends Serializable>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DivisibleStage<I, O, S, R> stage;
  private final ModelSettings models;
  private final StageProgress progress;

  /**
   * @param models how the stage's networks are run
   */
  public DividedItems(
      DivisibleStage<I, O, S, R> stage, ModelSettings models, StageProgress progress) {
    this.stage = stage;
    this.models = models;
    this.progress = progress;
  }

  /** Whether an item is worth dividing. */
  public boolean divides(WorkItem item) {
    return sharesOf(item).size() > 1;
  }

  /**
   * The stored rows of items that are worth dividing; computed when asked for.
   *
   * @param demand gives tasks what they need
   */
  public JavaRDD<Row> rows(JavaSparkContext spark, List<WorkItem> items, TaskDemand demand) {
    List<Share<S>> shares = new ArrayList<>();
    for (int index = 0; index < items.size(); index++) {
      List<S> ofItem = sharesOf(items.get(index));
      for (int place = 0; place < ofItem.size(); place++) {
        shares.add(new Share<>(index, place, items.get(index), ofItem.get(place)));
      }
    }
    JavaRDD<Share<S>> spread = spark.parallelize(shares, Math.max(1, shares.size()));
    JavaRDD<Row> joined =
        demand
            .on(spread)
            .mapToPair(share -> new Tuple2<>(share.index(), work(share)))
            .groupByKey(Math.max(1, items.size()))
            .flatMap(answers -> join(items.get(answers._1()), answers._2()).iterator());
    return demand.on(joined);
  }

  /**
   * A share on its way to a task.
   *
   * @param index which item
   * @param place which share of it
   */
  private record Share<S>(int index, int place, WorkItem item, S share) implements Serializable {}

  /**
   * What became of a share: a result, a failure, or neither where it must be worked on in a process
   * of its own.
   */
  private record Answer<R>(int place, R result, Failure failure) implements Serializable {
    boolean isolate() {
      return result == null && failure == null;
    }
  }

  private List<S> sharesOf(WorkItem item) {
    return stage.shares(toItem(item));
  }

  private Item<I> toItem(WorkItem item) {
    return item.toItem(stage.spec().input());
  }

  private Answer<R> work(Share<S> share) {
    ItemGuard guard = new ItemGuard(stage, models);
    if (guard.isSuspect(share.item())) {
      return new Answer<>(share.place(), null, null);
    }
    InFlightJournal.Note note = guard.note(share.item(), share.place());
    try (DivisibleStage.ShareWorker<I, O, S, R> worker = stage.openShares(guard.context())) {
      R result = worker.work(toItem(share.item()), share.share());
      return new Answer<>(share.place(), result, null);
    } catch (KinolakeException e) {
      return new Answer<>(share.place(), null, failureOfItem(e));
    } finally {
      note.close();
    }
  }

  private List<Row> join(WorkItem item, Iterable<Answer<R>> unordered) {
    List<Answer<R>> answers = new ArrayList<>();
    unordered.forEach(answers::add);
    answers.sort(Comparator.comparingInt(Answer::place));
    List<Object[]> rows = rowsOf(item, answers);
    progress.add(List.of(item), rows, stage.spec().output());
    return rows.stream().map(SparkTypes::toSpark).toList();
  }

  private List<Object[]> rowsOf(WorkItem item, List<Answer<R>> answers) {
    ItemGuard guard = new ItemGuard(stage, models);
    if (answers.stream().anyMatch(Answer::isolate) || guard.isSuspect(item)) {
      return guard.processIsolated(item);
    }
    OutputRows<O> output = new OutputRows<>(stage.spec().output());
    Optional<Failure> failure =
        answers.stream()
            .flatMap(answer -> Optional.ofNullable(answer.failure()).stream())
            .findFirst();
    if (failure.isPresent()) {
      return output.failed(item, failure.get());
    }
    InFlightJournal.Note note = guard.note(item, 0);
    try (DivisibleStage.ShareWorker<I, O, S, R> worker = stage.openShares(guard.context())) {
      Outcome<O> outcome = worker.join(toItem(item), answers.stream().map(Answer::result).toList());
      return output.of(item, ItemResult.whole(outcome));
    } catch (KinolakeException e) {
      return output.failed(item, failureOfItem(e));
    } finally {
      note.close();
    }
  }

  private static Failure failureOfItem(KinolakeException e) {
    if (e.failure().code().kind() == FailureKind.CONFIG) {
      throw e;
    }
    return e.failure();
  }
}
