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
  public ExtractFeaturesSettings toSettings(String warehouse, ModelsConfig models) {
    return new ExtractFeaturesSettings(
        sets.stream().map(kind -> set(kind, models)).toList(),
        warehouse + "/" + ExtractFeaturesSettings.FOLDER,
        shardMegabytes * MEGABYTE);
  }

  private FeatureSet set(Kind kind, ModelsConfig models) {
    return switch (kind) {
      case TINY -> FeatureSet.tiny();
      case OPENSORA ->
          FeatureSet.openSora(
              folder(sdVae, "stabilityai/sd-vae-ft-ema", models),
              folder(t5, "DeepFloyd/t5-v1_1-xxl", models));
    };
  }

  private static ModelFolder folder(Optional<String> path, String published, ModelsConfig models) {
    ModelFolder found = ModelFolder.of(Path.of(path.orElseThrow()), published);
    return new ModelFolder(found.folder(), models.digestOf(found.digest()));
  }
}
