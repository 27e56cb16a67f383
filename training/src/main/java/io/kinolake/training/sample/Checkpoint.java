package io.kinolake.training.sample;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Weights of a transformer.
 *
 * @param path a file, an index, or a folder of weights
 * @param digest stands for them
 */
record Checkpoint(Path path, Fingerprint digest) {

  /**
   * Looks at weights.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if there are none that can be read
   */
  static Checkpoint of(Path path) {
    try (WeightSource weights = WeightFiles.open(path)) {
      return new Checkpoint(path, weights.digest());
    }
  }

  /** Hands the weights to what copies them. */
  <T> T load(Function<WeightSource, T> loader) {
    try (WeightSource weights = WeightFiles.open(path)) {
      return loader.apply(weights);
    }
  }
}
