package io.kinolake.training.batch;

import io.kinolake.models.random.TorchNormal;
import io.kinolake.training.data.StableRandom;

/**
 * The random numbers of one sample in one epoch. They follow from the seed, the epoch and the clip
 * alone: whichever rank draws them, in whatever batch, they are the same. Immutable.
 *
 * @param seed the training's
 * @param epoch whole passes that are behind
 * @param clip id of the sample's clip
 */
record SampleRandom(long seed, long epoch, String clip) {
  private static final long SEEDS = 1L << 32;
  private static final long FRACTIONS = 1L << 24;

  /** What numbers are drawn for; each has a sequence of its own. */
  enum Purpose {
    NOISE,
    TIME,
    LATENTS,
    IMAGE,
    IMAGE_NOISE,
    CAPTION
  }

  /** Independent numbers of the standard normal distribution. */
  float[] normal(Purpose purpose, int count) {
    return new TorchNormal(stream(purpose).below(SEEDS)).draw(count);
  }

  /** A generator of such numbers. */
  TorchNormal generator(Purpose purpose) {
    return new TorchNormal(stream(purpose).below(SEEDS));
  }

  /** A whole number from 0 to below the bound. */
  int below(Purpose purpose, int bound) {
    return (int) stream(purpose).below(bound);
  }

  /** Whether something happens that does so with the probability. */
  boolean chance(Purpose purpose, double probability) {
    return stream(purpose).below(FRACTIONS) < probability * FRACTIONS;
  }

  private StableRandom stream(Purpose purpose) {
    long key = StableRandom.key(purpose.name());
    return new StableRandom(seed, StableRandom.key(clip), epoch, key);
  }
}
