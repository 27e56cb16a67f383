package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.ConfigLoader;
import io.kinolake.jobs.config.PipelineConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every lakehouse command has. Filled by picocli. */
final class CommonOptions {
  @Option(
      names = "--warehouse",
      paramLabel = "DIR|URI",
      defaultValue = "./warehouse",
      description = "Where the tables lie (default: ${DEFAULT-VALUE}).")
  private String warehouse;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from conf/pipeline.yaml.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, such as scenes.detector=content; may be repeated.")
  private final Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "One setting of Spark, such as spark.hadoop.fs.s3a.endpoint=URL; may be repeated.")
  private final Map<String, String> sparkSettings = new LinkedHashMap<>();

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark master (default: local[*], or what spark-submit was given).")
  private String master;

  @Option(names = "--verbose", description = "Show Spark's log and stack traces.")
  private boolean verbose;

  String warehouse() {
    return warehouse;
  }

  Optional<String> master() {
    return Optional.ofNullable(master);
  }

  /** Settings for Spark: those of the machine's file, then those of the command line. */
  Map<String, String> sparkSettings() {
    Map<String, String> settings = new LinkedHashMap<>(SparkDefaults.ofLauncher().fileSystems());
    settings.putAll(sparkSettings);
    return settings;
  }

  boolean isVerbose() {
    return verbose;
  }

  /**
   * The configuration.
   *
   * @param own settings of the command, between the file and those of the command line
   */
  PipelineConfig loadConfig(Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>(own);
    all.putAll(settings);
    return new ConfigLoader().load(Optional.ofNullable(config), all);
  }
}
