package io.kinolake.models.networks.stepvideo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a tokenizer. */
final class VocabularyFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private VocabularyFile() {}

  /** What stands for the content of a file. */
  static Fingerprint digest(Path file) {
    return Fingerprint.ofBytes(bytes(file));
  }

  static JsonNode json(Path file) {
    try {
      return JSON.readTree(bytes(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KinolakeException unreadable(Path file, IOException cause) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "'%s' cannot be read: %s. Fetch the model's folder again."
            .formatted(file, cause.getMessage()),
        cause);
  }
}
