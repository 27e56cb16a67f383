package io.kinolake.schemas.failure;

import java.util.Locale;

/** The kinds of failure; the kind decides what the runner does. */
public enum FailureKind {
  /** The input is at fault: the item becomes a failed row and the run goes on. */
  BAD_INPUT,
  /** A retry may succeed: retried with back-off, then a failed row. */
  TRANSIENT,
  /** The device is gone: the executor exits and its tasks run elsewhere. */
  DEVICE_LOST,
  /** The configuration is at fault: the run stops. */
  CONFIG,
  /** The program is at fault: the run stops. */
  BUG;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
