package io.kinolake.training.model;

/** What each of several tensor-parallel ranks holds of a parameter, and of its gradient. */
public enum Holding {
  /** All of it, and the whole gradient: the same on every rank, to the last bit. */
  WHOLE,
  /** All of it, and a part of the gradient: the ranks' parts are to be added up. */
  WHOLE_WITH_PART_OF_GRADIENT,
  /** An even range of the first axis, and its gradient. */
  ROWS,
  /** An even range of the second axis, and its gradient. */
  COLUMNS;

  /** Whether ranks hold different parts. */
  public boolean isShard() {
    return this == ROWS || this == COLUMNS;
  }
}
