package io.kinolake.schemas.failure;

import static io.kinolake.schemas.failure.FailureKind.BAD_INPUT;
import static io.kinolake.schemas.failure.FailureKind.CONFIG;
import static io.kinolake.schemas.failure.FailureKind.TRANSIENT;

import java.util.Locale;

/** Every failure that a row or a command can carry. Codes are never renamed. */
public enum FailureCode {
  NOT_FOUND(BAD_INPUT),
  NOT_READABLE(BAD_INPUT),
  CHANGED_DURING_RUN(BAD_INPUT),
  EMPTY_FILE(BAD_INPUT),
  NOT_MEDIA(BAD_INPUT),
  FORBIDDEN_FORMAT(BAD_INPUT),
  NO_VIDEO_STREAM(BAD_INPUT),
  NO_FRAMES(BAD_INPUT),
  TRUNCATED(BAD_INPUT),
  CORRUPT(BAD_INPUT),
  TOO_LARGE(BAD_INPUT),
  DEADLINE(BAD_INPUT),
  CRASHED_DECODER(BAD_INPUT),
  BAD_TIMESTAMP(BAD_INPUT),
  BAD_RANGE(BAD_INPUT),
  WRONG_CUT(BAD_INPUT),
  CUT_NOT_POSSIBLE(BAD_INPUT),
  BAD_CAPTION(BAD_INPUT),
  NO_CAPTION(BAD_INPUT),
  NOT_FINITE(BAD_INPUT),
  SERVER_ERROR(TRANSIENT),
  SERVER_REFUSED(BAD_INPUT),
  DEVICE_MEMORY(TRANSIENT),
  WRITE_FAILED(TRANSIENT),
  RANK_LOST(TRANSIENT),
  RANKS_DIFFER(TRANSIENT),
  PIPELINE_FAILED(TRANSIENT),
  BAD_ARGUMENT(CONFIG),
  BAD_CONFIG(CONFIG),
  WRONG_WEIGHTS(CONFIG),
  BUSY(CONFIG),
  TOO_MANY_FAILURES(CONFIG),
  INTERNAL(FailureKind.BUG);

  private final FailureKind kind;

  FailureCode(FailureKind kind) {
    this.kind = kind;
  }

  public FailureKind kind() {
    return kind;
  }

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
