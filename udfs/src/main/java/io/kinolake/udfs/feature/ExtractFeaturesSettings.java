package io.kinolake.udfs.feature;

import java.io.Serializable;
import java.util.List;

/**
 * Settings of {@link ExtractFeatures}.
 *
 * @param sets the sets wanted, each name once
 * @param folder where shards lie, a path or URI
 * @param shardBytes a shard ends with the sample that exceeds it; does not change a sample
 */
public record ExtractFeaturesSettings(List<FeatureSet> sets, String folder, long shardBytes)
    implements Serializable {
  /** The name of the folder within a warehouse. */
  public static final String FOLDER = "shards";

  public ExtractFeaturesSettings {
    sets = List.copyOf(sets);
    if (sets.stream().map(FeatureSet::name).distinct().count() < sets.size()) {
      throw new IllegalArgumentException(
          "Feature sets must have different names, not "
              + sets.stream().map(FeatureSet::name).toList());
    }
    if (shardBytes < 1) {
      throw new IllegalArgumentException("A shard has at least 1 byte, not " + shardBytes);
    }
  }
}
