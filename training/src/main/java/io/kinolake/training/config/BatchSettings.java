package io.kinolake.training.config;

/**
 * How many samples make a step.
 *
 * @param global samples of a step over all ranks
 * @param micro samples that a rank computes at once
 */
public record BatchSettings(int global, int micro) {
  public BatchSettings {
    if (global < 1 || micro < 1) {
      throw new IllegalArgumentException("batches have at least one sample");
    }
  }
}
