package io.kinolake.training.sample;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.training.convert.MindSpeedTree;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Weights of a transformer, as they are published or as MindSpeed-MM keeps them.
 *
 * @param path a file, an index, a folder of weights, a tree of MindSpeed-MM or one checkpoint of it
 * @param digest stands for them
 */
record Checkpoint(Path path, Fingerprint digest) {

  /**
   * Looks at weights.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if there are none that can be read
   */
  static Checkpoint of(Path path) {
    try (WeightSource weights = open(path)) {
      return new Checkpoint(path, weights.digest());
    }
  }

  /** Hands the weights to what copies them. */
  <T> T load(Function<WeightSource, T> loader) {
    try (WeightSource weights = open(path)) {
      return loader.apply(weights);
    }
  }

  private static WeightSource open(Path path) {
    return MindSpeedTree.isOne(path) ? MindSpeedTree.open(path) : WeightFiles.open(path);
  }
}
