package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.PipelineConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that works on a warehouse. */
abstract class LakeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  private PipelineConfig config;

  /** Does the work and returns the exit code. */
  abstract int run(LakeSession session);

  /** Settings that the command has of its own; they override files, and --set overrides them. */
  Map<String, String> ownSettings() {
    return Map.of();
  }

  @Override
  public final Integer call() {
    config = common.loadConfig(ownSettings()); // a wrong setting is told before Spark starts
    try (LakeSession session = LakeSession.open(common)) {
      return run(session);
    }
  }

  /** The configuration; known once {@link #run} is called. */
  final PipelineConfig config() {
    return config;
  }
}
