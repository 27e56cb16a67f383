package io.kinolake.models.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;

/**
 * Reads the numbers of a published {@code config.json}, none of which has a default.
 *
 * @param json its content
 */
public record ConfigValues(JsonNode json) {

  /**
   * A whole number.
   *
   * @throws KinolakeException BAD_CONFIG if there is none of this name
   */
  public int integer(String key) {
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw missing("whole number", key);
    }
    return value.asInt();
  }

  /**
   * A number.
   *
   * @throws KinolakeException BAD_CONFIG if there is none of this name
   */
  public float real(String key) {
    JsonNode value = json.path(key);
    if (!value.isNumber()) {
      throw missing("number", key);
    }
    return (float) value.asDouble();
  }

  private static KinolakeException missing(String kind, String key) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "A model's config.json has no %s '%s'. Take the file that was published with the weights."
            .formatted(kind, key));
  }
}
