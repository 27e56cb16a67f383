package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.progress.ConsoleProgress;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.schemas.tables.Run;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Option;

/** How a refresh runs. Filled by picocli. */
final class RefreshOptions {
  @Option(names = "--retry-failed", description = "Try items again that failed before.")
  private boolean retryFailed;

  @Option(
      names = "--dry-run",
      description = "Tell what each step has to do with the tables as they are, and do nothing.")
  private boolean dryRun;

  boolean isDryRun() {
    return dryRun;
  }

  /** Runs the steps and tells on standard output how it goes. */
  List<Run> run(LakeSession session, List<PipelineStep> steps, PipelineConfig config) {
    StepContext context = context(session, config);
    return new PipelineRunner(new RunLog(session.lake()), KinolakeMain.VERSION).run(steps, context);
  }

  /** Tells what the steps would do. */
  void plan(LakeSession session, List<PipelineStep> steps, PipelineConfig config) {
    StepContext context = context(session, config);
    for (PipelineStep step : steps) {
      PipelineStep.Plan plan = step.plan(context);
      System.out.printf(
          "%-16s %d items to do, %s of media; %d rows to retire%n",
          step.name(), plan.items(), ConsoleProgress.hours(plan.mediaUs() / 1e6), plan.retired());
    }
  }

  private StepContext context(LakeSession session, PipelineConfig config) {
    return new StepContext(
        session.lake(),
        UUID.randomUUID().toString(),
        config.runOptions(retryFailed),
        new ConsoleProgress(System.out, Boolean.getBoolean("kinolake.terminal"), System::nanoTime),
        Clock.systemUTC());
  }
}
