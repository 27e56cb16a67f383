package io.kinolake.udfs.score;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A file with a model's weights.
 *
 * @param uri where it lies; executors read it, too
 * @param digest stands for its content
 */
public record WeightsFile(String uri, Fingerprint digest) implements Serializable {

  /**
   * A file of this machine, absolute; reads it to know its content.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be read
   */
  public static WeightsFile of(Path file) {
    Path path = file.toAbsolutePath().normalize();
    try (WeightSource weights = WeightFiles.open(path)) {
      return new WeightsFile(path.toString(), weights.digest());
    }
  }
}
