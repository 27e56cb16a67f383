package io.kinolake.jobs.frame;

/** The value of an empty cell. Its text is the word that Python prints for it. */
public enum Missing {
  NAN;

  @Override
  public String toString() {
    return "nan";
  }
}
