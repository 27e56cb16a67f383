package io.kinolake.jobs.dropin;

import io.kinolake.jobs.frame.Frame;

/** Scores one row of a table. Safe for use by several threads. */
interface RowScorer {

  /**
   * The score of a row.
   *
   * @param path the row's path
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be scored
   */
  double score(Frame table, String path, int row);
}
