package io.kinolake.jobs.exchange;

/** What a row of an export is. */
public enum ExportRows {
  /** A clip. */
  CLIPS,
  /** A source, with the ranges of its scenes as its timestamp. Nothing selects sources. */
  SOURCES;

  /** The condition that holds unless another is given. */
  public String usualCondition() {
    return this == CLIPS ? ExportRequest.ACCEPTED : ExportRequest.ALL;
  }
}
