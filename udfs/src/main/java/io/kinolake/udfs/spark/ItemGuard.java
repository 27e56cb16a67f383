package io.kinolake.udfs.spark;

import io.kinolake.udfs.ModelSettings;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.WorkItem;
import java.util.List;
import org.apache.spark.TaskContext;

/**
 * Keeps a task safe from items that crash native code: notes those in hand, and tells which must be
 * worked on in a process of its own. Belongs to one task.
 */
final class ItemGuard {
  private final Stage<?, ?> stage;
  private final ModelSettings models;
  private final ExecutorRuntime runtime = ExecutorRuntime.current();
  private final boolean successor = TaskContext.get().attemptNumber() > 0;

  ItemGuard(Stage<?, ?> stage, ModelSettings models) {
    this.stage = stage;
    this.models = models;
  }

  /**
   * Whether an item may have killed a process: an earlier one died with it in hand, or this task is
   * the successor of a failed one that had it.
   */
  boolean isSuspect(WorkItem item) {
    return successor || runtime.journal().isSuspect(stage.spec().name(), item.id());
  }

  /** The stored rows of an item, made in a process of its own. */
  List<Object[]> processIsolated(WorkItem item) {
    InFlightJournal.Note note = note(item, 0);
    try {
      List<Object[]> rows =
          new IsolatedRun(runtime.hadoopConfiguration(), runtime.spool(), models, devices())
              .process(stage, item);
      runtime.journal().settle(stage.spec().name(), item.id());
      return rows;
    } finally {
      note.close();
    }
  }

  /** Notes that a share of an item is in hand; share 0 also stands for the whole. */
  InFlightJournal.Note note(WorkItem item, int share) {
    return runtime.journal().begin(stage.spec().name(), item.id(), share);
  }

  /** What a worker of this task may use. */
  StageContext context() {
    return runtime.contextFor(models, devices());
  }

  private static TaskDevices devices() {
    return TaskDevices.of(TaskContext.get().resourcesJMap());
  }
}
