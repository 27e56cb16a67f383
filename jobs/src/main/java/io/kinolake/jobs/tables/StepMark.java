package io.kinolake.jobs.tables;

import java.util.Map;

/**
 * What the newest run of a step left.
 *
 * @param state digest of the step's settings
 * @param versions version of each table after the run: of those it reads and of the one it writes
 */
public record StepMark(String state, Map<String, Double> versions) {

  public StepMark {
    versions = Map.copyOf(versions);
  }
}
