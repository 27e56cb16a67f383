package io.kinolake.training.loop;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What a step came to.
 *
 * @param step counted from 1
 * @param epoch whole passes over the data that were behind, from 0
 * @param bucket what its samples are of
 * @param loss mean over the step's samples, of all ranks
 * @param accuracy share of pairs whose chosen video has the larger reward, of all ranks; where
 *     training is by preferences
 * @param gradientNorm length of the gradient before it was shortened
 * @param rate learning rate
 * @param skipped whether nothing was changed, since the loss or the gradient was not finite
 * @param samples of all ranks
 * @param took the whole step
 * @param waited of it, for samples
 */
public record StepResult(
    long step,
    long epoch,
    String bucket,
    double loss,
    OptionalDouble accuracy,
    double gradientNorm,
    double rate,
    boolean skipped,
    int samples,
    Duration took,
    Duration waited) {

  /** Samples of all ranks in a second. */
  public double samplesPerSecond() {
    return samples / (took.toNanos() / 1e9);
  }
}
