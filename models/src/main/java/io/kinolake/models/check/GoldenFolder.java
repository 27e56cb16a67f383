package io.kinolake.models.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that records what a network does: its sizes ({@code config.json}), its parameters
 * ({@code weights.safetensors}), inputs and outputs ({@code io.safetensors}) and how far results
 * may be off ({@code tolerances.json}). Owns open files until it is closed.
 *
 * @param path where it lies
 * @param config content of {@code config.json}
 * @param tensors content of {@code io.safetensors}
 * @param tolerances content of {@code tolerances.json}
 */
public record GoldenFolder(Path path, JsonNode config, WeightSource tensors, Tolerances tolerances)
    implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG = "config.json";

  /**
   * Opens a folder.
   *
   * @throws KinolakeException if a file is missing or not what it should be
   */
  public static GoldenFolder open(Path path) {
    return new GoldenFolder(
        path,
        readJson(path.resolve(CONFIG)),
        SafetensorsFile.open(path.resolve("io.safetensors")),
        Tolerances.of(readJson(path.resolve("tolerances.json"))));
  }

  /** The {@code kind} of a folder, empty where it has none. */
  public static String kindOf(Path path) {
    Path config = path.resolve(CONFIG);
    return Files.isRegularFile(config) ? readJson(config).path("kind").asText("") : "";
  }

  /** The parameters; the caller closes them. */
  public WeightSource openWeights() {
    return SafetensorsFile.open(
        path.resolve(config.path("weights").asText("weights.safetensors")).normalize());
  }

  /** Content of another JSON file of the folder. */
  public JsonNode readJson(String name) {
    return readJson(path.resolve(name));
  }

  /** A recorded tensor. */
  public HostTensor tensor(String name) {
    return tensors.tensor(name);
  }

  /** Whether a tensor of this name is recorded. */
  public boolean has(String name) {
    return tensors.tensors().containsKey(name);
  }

  /** Part {@code name} of the configuration as a record. */
  public <T> T read(JsonNode node, Class<T> type) {
    try {
      return JSON.treeToValue(node, type);
    } catch (IOException e) {
      throw unreadable(path.resolve(CONFIG), e);
    }
  }

  @Override
  public void close() {
    tensors.close();
  }

  private static JsonNode readJson(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KinolakeException unreadable(Path file, IOException cause) {
    return new KinolakeException(
        FailureCode.BAD_ARGUMENT,
        "'%s' cannot be read: %s. A folder to check holds config.json, io.safetensors and tolerances.json."
            .formatted(file, cause.getMessage()),
        cause);
  }
}
