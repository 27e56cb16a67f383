package io.kinolake.training.sample;

import io.kinolake.training.model.Split;
import io.kinolake.training.step.Exchanges;

/**
 * How this process shares a transformer with others that make the same video.
 *
 * @param split its place among them
 * @param exchanges what it tells them
 */
public record TransformerShare(Split split, Exchanges exchanges) {
  /** Of a process that holds all of it. */
  public static final TransformerShare ALONE = new TransformerShare(Split.ALONE, Exchanges.ALONE);

  /** Whether this process holds all of the transformer. */
  boolean isWhole() {
    return split.ranks() == 1;
  }
}
