package io.kinolake.training.config;

import java.util.Optional;

/**
 * What a training does beside learning.
 *
 * @param folder where everything is written
 * @param steps after which the training ends
 * @param checkpointEvery steps between checkpoints; the last step always has one
 * @param keep newest checkpoints that are kept
 * @param keepEvery checkpoints whose step is a multiple are kept for good; 0 for none
 * @param logEvery steps between lines of progress
 * @param skipLimit skipped steps in a row after which the training stops
 * @param mindspeedRanks the last checkpoint is also written as MindSpeed-MM's tree for so many
 *     tensor-parallel ranks, below {@code mindspeed}
 */
public record RunSettings(
    String folder,
    int steps,
    int checkpointEvery,
    int keep,
    int keepEvery,
    int logEvery,
    int skipLimit,
    Optional<Integer> mindspeedRanks) {

  public RunSettings {
    if (steps < 1 || checkpointEvery < 1 || keep < 1 || keepEvery < 0 || logEvery < 1) {
      throw new IllegalArgumentException(
          "steps, checkpoint-every, keep and log-every are at least 1, keep-every at least 0");
    }
    if (skipLimit < 1) {
      throw new IllegalArgumentException("skip-limit is at least 1");
    }
  }
}
