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
              folder(sdVae, "sd-vae", "stabilityai/sd-vae-ft-ema"),
              folder(t5, "t5", "DeepFloyd/t5-v1_1-xxl"));
    };
  }

  private static ModelFolder folder(Optional<String> setting, String key, String published) {
    String folder =
        setting.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the feature set 'opensora' needs features.%s, the folder of %s"
                        .formatted(key, published)));
    return ModelFolder.of(Path.of(folder), published);
  }
}
