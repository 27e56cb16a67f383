package io.kinolake.jobs.refresh;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Run;
import java.util.List;

/** One step of the pipeline: it brings one table up to date. */
public interface PipelineStep {

  /** Verb and noun in kebab case, as in commands and run records. */
  String name();

  /** The tables that the result depends on. */
  List<TableSchema<?>> reads();

  /** The table that the step fills. */
  TableSchema<?> writes();

  /**
   * Digest of everything outside those tables that decides the result: settings, and files beside
   * the tables as the step found them when it was first asked.
   */
  Fingerprint state(StepContext context);

  /**
   * What {@link #run} would do with the tables as they are. A step that looks at the whole corpus
   * looks at every row of the first table that it reads.
   */
  default Plan plan(StepContext context) {
    return new Plan(context.lake().table(reads().get(0)).results().count(), 0, 0);
  }

  /**
   * What a step has to do.
   *
   * @param items items to work on
   * @param mediaUs their media time, microseconds
   * @param retired rows to retire
   */
  record Plan(long items, long mediaUs, long retired) {}

  /**
   * Finds out, before any step works, whether this one could.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if it could not
   */
  default void check(StepContext context) {}

  /**
   * Does what is missing.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if the step cannot go on at all
   */
  Run.Counts run(StepContext context);
}
