package io.kinolake.jobs.config;

import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.feature.FeatureSet;
import java.util.List;

/**
 * The group {@code features}: which training samples are made of the selected clips.
 *
 * @param sets names of feature sets; empty for none
 * @param shardMegabytes a shard ends with the sample that exceeds it, MiB
 */
public record FeaturesConfig(List<String> sets, int shardMegabytes) {
  private static final List<FeatureSet> KNOWN = List.of(FeatureSet.tiny());
  private static final long MEGABYTE = 1 << 20;

  public FeaturesConfig {
    sets = List.copyOf(sets);
  }

  /**
   * The stage's settings.
   *
   * @param warehouse where the shards' folder lies
   */
  public ExtractFeaturesSettings toSettings(String warehouse) {
    return new ExtractFeaturesSettings(
        sets.stream().map(FeaturesConfig::named).toList(),
        warehouse + "/" + ExtractFeaturesSettings.FOLDER,
        shardMegabytes * MEGABYTE);
  }

  private static FeatureSet named(String name) {
    return KNOWN.stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "features.sets names '%s'; known are %s"
                        .formatted(name, KNOWN.stream().map(FeatureSet::name).toList())));
  }
}
