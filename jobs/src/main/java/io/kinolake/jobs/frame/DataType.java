package io.kinolake.jobs.frame;

/** The column types of pandas that matter here. */
public enum DataType {
  INT64("int64"),
  FLOAT64("float64"),
  BOOL("bool"),
  OBJECT("object");

  private final String pandasName;

  DataType(String pandasName) {
    this.pandasName = pandasName;
  }

  /** The name that pandas prints. */
  public String pandasName() {
    return pandasName;
  }

  /** Whether cells are numbers (booleans are not). */
  public boolean isNumber() {
    return this == INT64 || this == FLOAT64;
  }
}
