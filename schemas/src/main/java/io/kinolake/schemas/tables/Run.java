package io.kinolake.schemas.tables;

import java.util.Map;

/**
 * One run of one step of the pipeline.
 *
 * @param id shared by the steps of one command
 * @param step the step's name
 * @param state digest of the step's settings; with the versions it tells whether a step is up to
 *     date
 * @param startedUs microseconds since 1970
 * @param counts what was done
 * @param versions version of each table after the run: of those it reads and of the one it writes
 * @param software version of Kinolake
 */
public record Run(
    String id,
    String step,
    String state,
    long startedUs,
    Counts counts,
    Map<String, Double> versions,
    String software) {

  public Run {
    versions = Map.copyOf(versions);
  }

  /**
   * What a run did.
   *
   * @param seconds wall time
   * @param items items worked on
   * @param rows rows written
   * @param failures failed rows among them
   * @param retired rows retired because they were no longer current
   * @param mediaSeconds media time of the items
   */
  public record Counts(
      double seconds, long items, long rows, long failures, long retired, double mediaSeconds) {
    /** Nothing was done. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
  }
}
