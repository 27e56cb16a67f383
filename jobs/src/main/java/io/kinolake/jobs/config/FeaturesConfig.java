package io.kinolake.jobs.config;

import io.kinolake.models.weights.ModelFolder;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.feature.FeatureSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The group {@code features}: which training samples are made of the selected clips.
 *
 * @param sets feature sets; empty for none
 * @param shardMegabytes a shard ends with the sample that exceeds it, MiB
 * @param sdVae folder of Stable Diffusion's autoencoder, for {@code opensora}
 * @param t5 folder of T5's encoder, for {@code opensora}
 */
public record FeaturesConfig(
    List<Kind> sets, int shardMegabytes, Optional<String> sdVae, Optional<String> t5) {
  private static final long MEGABYTE = 1 << 20;

  /** The feature sets. */
  public enum Kind {
    TINY,
    OPENSORA
  }

  public FeaturesConfig {
    sets = List.copyOf(sets);
    if (sets.contains(Kind.OPENSORA) && (sdVae.isEmpty() || t5.isEmpty())) {
      throw new IllegalArgumentException(
          "the feature set 'opensora' needs sd-vae and t5, the folders of its models");
    }
  }

  /**
   * The stage's settings. Looks into the folders of the models that are needed.
   *
   * @param warehouse where the shards' folder lies
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if a model is not there
   */
  public ExtractFeaturesSettings toSettings(String warehouse) {
    return new ExtractFeaturesSettings(
        sets.stream().map(this::set).toList(),
        warehouse + "/" + ExtractFeaturesSettings.FOLDER,
        shardMegabytes * MEGABYTE);
  }

  private FeatureSet set(Kind kind) {
    return switch (kind) {
      case TINY -> FeatureSet.tiny();
      case OPENSORA ->
          FeatureSet.openSora(
              ModelFolder.of(Path.of(sdVae.orElseThrow()), "stabilityai/sd-vae-ft-ema"),
              ModelFolder.of(Path.of(t5.orElseThrow()), "DeepFloyd/t5-v1_1-xxl"));
    };
  }
}
