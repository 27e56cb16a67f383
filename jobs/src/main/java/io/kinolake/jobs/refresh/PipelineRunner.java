package io.kinolake.jobs.refresh;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs steps in order. A step is skipped without a query when its settings and the versions of its
 * tables are those that its last run left.
 */
public final class PipelineRunner {
  private final RunLog log;
  private final String software;

  /**
   * @param software version of Kinolake, kept in the run records
   */
  public PipelineRunner(RunLog log, String software) {
    this.log = log;
    this.software = software;
  }

  /**
   * Brings the tables of all steps up to date and records what was done, also when a step stops the
   * run.
   *
   * @return one run per step; skipped steps have no counts
   */
  public List<Run> run(List<PipelineStep> steps, StepContext context) {
    Map<String, Run> newest = log.newestByStep();
    List<Run> runs = new ArrayList<>();
    List<Run> worked = new ArrayList<>();
    try {
      for (PipelineStep step : steps) {
        Run last = newest.get(step.name());
        if (last != null && isUpToDate(step, last, context)) {
          context.progress().upToDate(step.name());
          runs.add(record(step, context, context.nowUs(), Run.Counts.NONE));
        } else {
          Run run = runStep(step, context);
          runs.add(run);
          worked.add(run);
        }
      }
    } finally {
      log.append(worked);
    }
    return List.copyOf(runs);
  }

  private Run runStep(PipelineStep step, StepContext context) {
    long startedUs = context.nowUs();
    Run.Counts counts = step.run(context);
    context.progress().finished(step.name(), counts);
    return record(step, context, startedUs, counts);
  }

  private Run record(PipelineStep step, StepContext context, long startedUs, Run.Counts counts) {
    return new Run(
        context.runId(),
        step.name(),
        step.state().value(),
        startedUs,
        counts,
        versions(step, context.lake()),
        software);
  }

  private static boolean isUpToDate(PipelineStep step, Run last, StepContext context) {
    return !context.options().retryFailed()
        && last.state().equals(step.state().value())
        && last.versions().equals(versions(step, context.lake()));
  }

  private static Map<String, Double> versions(PipelineStep step, Lake lake) {
    Map<String, Double> versions = new HashMap<>();
    for (TableSchema<?> table : step.reads()) {
      versions.put(table.name(), (double) lake.table(table).version());
    }
    versions.put(step.writes().name(), (double) lake.table(step.writes()).version());
    return versions;
  }
}
