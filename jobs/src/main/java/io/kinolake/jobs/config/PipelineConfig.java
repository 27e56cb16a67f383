package io.kinolake.jobs.config;

import io.kinolake.jobs.curate.CurateSettings;
import io.kinolake.jobs.list.ListVideosSettings;
import io.kinolake.jobs.meta.MetaSettings;
import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.udfs.ModelSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a pipeline: one group per step, as in {@code conf/pipeline.yaml}, which
 * documents every setting.
 */
public record PipelineConfig(
    ListVideosSettings list,
    ProbeConfig probe,
    ScenesConfig scenes,
    CutConfig cut,
    ScoreConfig score,
    CurateSettings curate,
    CaptionConfig caption,
    CleanConfig clean,
    MatchConfig match,
    FeaturesConfig features,
    ModelsConfig models,
    Map<String, EngineConfig> engines,
    RunConfig run) {

  /** Networks that an engine may run, by the names that the group {@code engines} knows. */
  private static final Set<String> NETWORKS =
      Set.of(
          "bert",
          "clip-image",
          "clip-text",
          "sd-vae-encode",
          "step-llm",
          "stepvideo-vae-encode",
          "t5",
          "transnetv2");

  public PipelineConfig {
    for (String network : engines.keySet()) {
      if (!NETWORKS.contains(network)) {
        throw new IllegalArgumentException(
            "engines knows the networks %s, not '%s'"
                .formatted(NETWORKS.stream().sorted().toList(), network));
      }
    }
  }

  /** How captions are chosen where the tables are joined. */
  public MetaSettings toMetaSettings() {
    return new MetaSettings(caption.preferredNames(), match.least());
  }

  /**
   * How to run.
   *
   * @param failureLimit share of failed items above which a step stops
   * @param failureMinimum failures below which the share does not matter
   * @param wave wall time of one committed wave of work
   */
  public record RunConfig(double failureLimit, int failureMinimum, Duration wave) {
    RunOptions toOptions(boolean retryFailed, ModelSettings models) {
      return new RunOptions(retryFailed, failureLimit, failureMinimum, wave, models);
    }
  }

  /** How a command runs the steps. */
  public RunOptions runOptions(boolean retryFailed) {
    return run.toOptions(retryFailed, models.toSettings(engines));
  }
}
