package io.kinolake.jobs.refresh;

import io.kinolake.udfs.ModelSettings;
import java.time.Duration;

/**
 * How to run. None of these changes a result, except the precision of models, which stages know.
 *
 * @param retryFailed whether items that failed before are tried again
 * @param failureLimit share of failed items, 0 to 1, above which a step stops
 * @param failureMinimum failures below which the share does not matter
 * @param wave wall time that one committed wave of work should take
 * @param models how and where networks are run
 */
public record RunOptions(
    boolean retryFailed,
    double failureLimit,
    int failureMinimum,
    Duration wave,
    ModelSettings models) {
  public static final RunOptions DEFAULT =
      new RunOptions(false, 0.2, 20, Duration.ofSeconds(30), ModelSettings.ON_PROCESSOR);

  public RunOptions {
    if (failureLimit < 0 || failureLimit > 1) {
      throw new IllegalArgumentException("failureLimit must be from 0 to 1, not " + failureLimit);
    }
    if (wave.isNegative() || wave.isZero()) {
      throw new IllegalArgumentException("wave must be longer than 0, not " + wave);
    }
  }

  /** The same, with failed items tried again or not. */
  public RunOptions withRetryFailed(boolean retry) {
    return new RunOptions(retry, failureLimit, failureMinimum, wave, models);
  }
}
