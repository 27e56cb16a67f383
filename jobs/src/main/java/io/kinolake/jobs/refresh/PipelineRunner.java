package io.kinolake.jobs.refresh;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.jobs.tables.StepMark;
import io.kinolake.schemas.tables.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    steps.forEach(step -> step.check(context));
    Map<String, StepMark> marks = log.marks();
    Map<String, Double> versions = new HashMap<>();
    List<Run> runs = new ArrayList<>();
    List<Run> worked = new ArrayList<>();
    try {
      for (PipelineStep step : steps) {
        StepMark mark = marks.get(step.name());
        if (mark != null && isUpToDate(step, mark, context, versions)) {
          context.progress().upToDate(step.name());
          runs.add(record(step, context, context.nowUs(), Run.Counts.NONE, mark.versions()));
        } else {
          Run run = runStep(step, context);
          versions.clear();
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
    Map<String, Double> left = versions(step, context.lake(), new HashMap<>());
    return record(step, context, startedUs, counts, left);
  }

  private Run record(
      PipelineStep step,
      StepContext context,
      long startedUs,
      Run.Counts counts,
      Map<String, Double> versions) {
    return new Run(
        context.runId(),
        step.name(),
        step.state(context).value(),
        startedUs,
        counts,
        versions,
        software);
  }

  private static boolean isUpToDate(
      PipelineStep step, StepMark mark, StepContext context, Map<String, Double> known) {
    return !context.options().retryFailed()
        && mark.state().equals(step.state(context).value())
        && mark.versions().equals(versions(step, context.lake(), known));
  }

  /** Looks up each version once: on an object store each look-up is a listing. */
  private static Map<String, Double> versions(
      PipelineStep step, Lake lake, Map<String, Double> known) {
    Map<String, Double> versions = new HashMap<>();
    Stream.concat(step.reads().stream(), Stream.of(step.writes()))
        .forEach(
            table ->
                versions.put(
                    table.name(),
                    known.computeIfAbsent(
                        table.name(), name -> (double) lake.table(table).version())));
    return versions;
  }
}
