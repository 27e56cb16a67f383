package io.kinolake.training.sample;

import io.kinolake.schemas.Fingerprint;
import java.util.HashMap;
import java.util.Map;

/**
 * The seeds of videos: the first 32 bits of a digest of the run's seed, the prompt's text and how
 * many videos of that text came before. So a video does not depend on the other prompts, on their
 * order, on batches or on which process makes it, and asking for more videos of each prompt keeps
 * those that were there. Not thread-safe.
 */
final class VideoSeeds {
  private final long seed;
  private final Map<String, Integer> seen = new HashMap<>();

  VideoSeeds(long seed) {
    this.seed = seed;
  }

  /** The seed of the next video of a text. */
  long next(String prompt) {
    int number = seen.merge(prompt, 1, Integer::sum) - 1;
    return bits(Fingerprint.of("sample", seed, number, prompt));
  }

  /** A seed for other noise of the same video. */
  static long derived(long videoSeed, String purpose) {
    return bits(Fingerprint.of(purpose, videoSeed));
  }

  private static long bits(Fingerprint digest) {
    return Long.parseLong(digest.value().substring(0, 8), 16);
  }
}
