package io.kinolake.training.model;

/** What each of several tensor-parallel ranks holds of a parameter, and of its gradient. */
public enum Holding {
  /**
   * All of it, and the whole gradient: the same on every rank, to the last bit, as long as all
   * compute alike.
   */
  WHOLE,
  /** All of it, and a part of the gradient: the ranks' parts are to be added up. */
  WHOLE_WITH_PART_OF_GRADIENT,
  /** An even range of the first axis, and its gradient. */
  ROWS,
  /** As {@link #ROWS} of each of two matrices, which stand one upon the other. */
  ROWS_OF_TWO,
  /** As {@link #ROWS} of each of three matrices, which stand one upon the other. */
  ROWS_OF_THREE,
  /** An even range of the second axis, and its gradient. */
  COLUMNS;

  /** Whether ranks hold different parts. */
  public boolean isShard() {
    return this != WHOLE && this != WHOLE_WITH_PART_OF_GRADIENT;
  }

  /** How many matrices the parameter consists of. */
  int matrices() {
    return switch (this) {
      case ROWS_OF_TWO -> 2;
      case ROWS_OF_THREE -> 3;
      default -> 1;
    };
  }
}
