package io.kinolake.schemas.failure;

/** Any error that a user may meet; it carries the failure that a row or a command reports. */
public final class KinolakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Failure failure;

  public KinolakeException(FailureCode code, String message) {
    this(new Failure(code, message));
  }

  public KinolakeException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.failure = new Failure(code, message);
  }

  public KinolakeException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
