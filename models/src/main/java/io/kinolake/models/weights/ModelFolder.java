package io.kinolake.models.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model as it is published: a folder with {@code config.json} and weights, in one file or
 * sharded. Executors read the same path.
 *
 * @param folder path of the folder
 * @param digest stands for its sizes and weights
 */
public record ModelFolder(String folder, Fingerprint digest) implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "config.json";

  /**
   * Looks at a folder: reads its sizes and samples of its weights.
   *
   * @param published what belongs there, for the message if nothing does
   * @throws KinolakeException NOT_FOUND if it is no such folder
   */
  public static ModelFolder of(Path folder, String published) {
    Path absolute = folder.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute.resolve(CONFIG))) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "There is no model in '%s': it has no %s. Fetch %s and set its folder."
              .formatted(folder, CONFIG, published));
    }
    try (WeightSource weights = WeightFiles.open(absolute)) {
      return new ModelFolder(
          absolute.toString(), Fingerprint.of(read(absolute).toString(), weights.digest()));
    }
  }

  /** Content of {@code config.json}. */
  public JsonNode config() {
    return read(Path.of(folder));
  }

  /** A file beside it. */
  public Path file(String name) {
    return Path.of(folder, name);
  }

  /** The weights; the caller closes them. */
  public WeightSource openWeights() {
    return WeightFiles.open(Path.of(folder));
  }

  /** Content of a folder's {@code config.json}. */
  public static JsonNode read(Path folder) {
    try {
      return JSON.readTree(folder.resolve(CONFIG).toFile());
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "'%s' cannot be read: %s. Fetch the model's folder again."
              .formatted(folder.resolve(CONFIG), e.getMessage()),
          e);
    }
  }
}
