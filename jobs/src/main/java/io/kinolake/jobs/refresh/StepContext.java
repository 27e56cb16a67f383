package io.kinolake.jobs.refresh;

import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.tables.Lake;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a step may use.
 *
 * @param runId names this command's run
 * @param options how to run, as opposed to what
 * @param clock the only source of wall-clock time
 */
public record StepContext(
    Lake lake, String runId, RunOptions options, Progress progress, Clock clock) {

  /** The time now, microseconds since 1970. */
  public long nowUs() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
