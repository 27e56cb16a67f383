package io.kinolake.jobs.cli;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.progress.ConsoleProgress;
import io.kinolake.jobs.refresh.PipelineRunner;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.RunLog;
import java.time.Clock;
import java.util.UUID;
import picocli.CommandLine.Option;

/** How a refresh runs. Filled by picocli. */
final class RefreshOptions {
  @Option(names = "--retry-failed", description = "Try items again that failed before.")
  private boolean retryFailed;

  /** Runs the pipeline and tells on standard output how it went. */
  int run(LakeSession session, VideoPipeline pipeline, PipelineConfig config) {
    boolean terminal = Boolean.getBoolean("kinolake.terminal");
    StepContext context =
        new StepContext(
            session.lake(),
            UUID.randomUUID().toString(),
            config.run().toOptions(retryFailed),
            new ConsoleProgress(System.out, terminal, System::nanoTime),
            Clock.systemUTC());
    new PipelineRunner(new RunLog(session.lake()), KinolakeMain.VERSION)
        .run(pipeline.steps(), context);
    return 0;
  }
}
