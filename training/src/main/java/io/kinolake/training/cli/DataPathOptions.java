package io.kinolake.training.cli;

import io.kinolake.training.config.TrainingConfig;
import io.kinolake.training.prepare.PipelineCommand;
import io.kinolake.training.prepare.PreparedData;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Videos to train on whose samples are still to be made. Filled by picocli. */
final class DataPathOptions {
  @Option(
      names = {"--data-path", "--data_path"},
      paramLabel = "TABLE|WAREHOUSE",
      description =
          "A table of clips (path, text: CSV, Parquet, JSON lines or Delta), or a warehouse of the"
              + " pipeline. Samples of data.feature-set that are missing are made first; those of a"
              + " table lie in run.folder/warehouse.")
  private Path source;

  @Option(
      names = "--pipeline",
      paramLabel = "FILE",
      description = "Settings of the pipeline, which makes samples.")
  private Path pipeline;

  @Option(
      names = "--pipeline-set",
      paramLabel = "KEY=VALUE",
      description = "One setting of the pipeline, such as features.t5=DIR; may be repeated.")
  private final Map<String, String> settings = new LinkedHashMap<>();

  boolean isGiven() {
    return source != null;
  }

  /** Makes the samples that are missing; gives their warehouse. */
  Path make(TrainingConfig config) {
    return new PreparedData(source, Optional.ofNullable(pipeline), settings)
        .make(config, PipelineCommand.ofLauncher());
  }
}
