package io.kinolake.udfs.score;

import io.kinolake.models.weights.WeightFiles;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.udfs.StageContext;
import io.kinolake.udfs.store.LocalMedia;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A file with a model's weights or vocabulary.
 *
 * @param uri where it lies; executors read it, too
 * @param digest stands for its content
 */
public record WeightsFile(String uri, Fingerprint digest) implements Serializable {

  /**
   * Weights of this machine, by the absolute path of their file; reads them to know their content.
   *
   * @param file a file, an index or a folder that holds one
   * @throws io.kinolake.schemas.failure.KinolakeException if they cannot be read
   */
  public static WeightsFile of(Path file) {
    Path path = WeightFiles.located(file.toAbsolutePath().normalize());
    try (WeightSource weights = WeightFiles.open(path)) {
      return new WeightsFile(path.toString(), weights.digest());
    }
  }

  /** Makes something of the weights, which are open meanwhile. */
  public <T> T read(StageContext context, Function<WeightSource, T> reader) {
    try (LocalMedia local = context.media().open(uri);
        WeightSource weights = WeightFiles.open(local.path())) {
      return reader.apply(weights);
    }
  }
}
