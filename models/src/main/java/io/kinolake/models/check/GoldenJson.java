package io.kinolake.models.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON of golden folders. */
final class GoldenJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private GoldenJson() {}

  static JsonNode read(Path file) {
    return parse(file, text(file));
  }

  /** One value a line. */
  static List<JsonNode> readLines(Path file) {
    return text(file)
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> parse(file, line))
        .toList();
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.textValue()));
    return texts;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE, "%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static JsonNode parse(Path file, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "%s is no valid JSON: %s".formatted(file, e.getOriginalMessage()),
          e);
    }
  }
}
