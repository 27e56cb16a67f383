package io.kinolake.jobs.config;

import io.kinolake.models.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Loads a configuration: the packaged default, then a file, then single settings. */
public final class ConfigLoader {
  private static final SettingsLoader<PipelineConfig> LOADER =
      new SettingsLoader<>(PipelineConfig.class, "/conf/pipeline.yaml");

  /** The packaged default, as it is documented. */
  public PipelineConfig loadDefault() {
    return load(Optional.empty(), Map.of());
  }

  /**
   * A configuration.
   *
   * @param file overrides the default; only what differs needs to stand in it
   * @param settings overrides the file: dotted keys such as {@code scenes.detector}, YAML values
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG naming every problem
   */
  public PipelineConfig load(Optional<Path> file, Map<String, String> settings) {
    return LOADER.load(file, settings);
  }
}
