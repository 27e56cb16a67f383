package io.kinolake.models.weights;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;

/** The errors that several readers share, each worded once. */
final class WeightErrors {
  private static final String FETCH_AGAIN = "; fetch the file again";

  private WeightErrors() {}

  static KinolakeException truncated(String origin, String what) {
    return new KinolakeException(
        FailureCode.TRUNCATED, "%s is cut short: %s%s".formatted(origin, what, FETCH_AGAIN));
  }

  static KinolakeException corrupt(String origin, String what) {
    return new KinolakeException(
        FailureCode.CORRUPT, "%s is damaged: %s%s".formatted(origin, what, FETCH_AGAIN));
  }

  static KinolakeException refused(String origin, String what) {
    return new KinolakeException(
        FailureCode.FORBIDDEN_FORMAT, "%s is refused: %s".formatted(origin, what));
  }

  static KinolakeException notReadable(String origin, IOException cause) {
    return new KinolakeException(
        FailureCode.NOT_READABLE, "%s cannot be read: %s".formatted(origin, cause), cause);
  }

  static KinolakeException noTensor(String origin, String name) {
    return new KinolakeException(
        FailureCode.NOT_FOUND, "%s has no tensor '%s'".formatted(origin, name));
  }
}
