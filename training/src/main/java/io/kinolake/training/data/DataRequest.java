package io.kinolake.training.data;

import java.util.Optional;

/**
 * Which samples to train on.
 *
 * @param warehouse a folder of this machine
 * @param featureSet the recipe that made the samples, such as {@code tiny}
 * @param clips which clips
 * @param pinned versions to read; the newest where absent
 */
public record DataRequest(
    String warehouse, String featureSet, Clips clips, Optional<TableVersions> pinned) {

  /** Which clips of a set count. */
  public enum Clips {
    /** Those that the table {@code selection} accepts; all where a warehouse has no such table. */
    ACCEPTED,
    /** All that have samples, also of clips that were rejected later. */
    ALL
  }

  /** The accepted clips of the newest versions. */
  public static DataRequest newest(String warehouse, String featureSet) {
    return new DataRequest(warehouse, featureSet, Clips.ACCEPTED, Optional.empty());
  }

  /** The same samples as at those versions. */
  public DataRequest at(TableVersions versions) {
    return new DataRequest(warehouse, featureSet, clips, Optional.of(versions));
  }
}
