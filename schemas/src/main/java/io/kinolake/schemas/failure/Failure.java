package io.kinolake.schemas.failure;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One failure.
 *
 * @param code what class of failure it is
 * @param message what failed, why, and what to do; one sentence or a few
 */
public record Failure(FailureCode code, String message) implements Serializable {

  public Failure {
    requireNonNull(code, "code is null");
    if (message.isBlank()) {
      throw new IllegalArgumentException("A failure needs a message");
    }
  }
}
