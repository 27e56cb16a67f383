package io.kinolake.jobs;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StageStep;
import io.kinolake.udfs.caption.CaptionClips;
import io.kinolake.udfs.clean.CleanCaptions;
import io.kinolake.udfs.cut.CutClips;
import io.kinolake.udfs.probe.ProbeVideos;
import io.kinolake.udfs.scene.DetectScenes;
import io.kinolake.udfs.score.ScoreClips;
import java.util.List;

/** The flow: from a folder of videos to a curated table, one step per table. */
public final class VideoPipeline {
  private final List<PipelineStep> steps;

  private VideoPipeline(List<PipelineStep> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * The whole flow.
   *
   * @param list where the sources are
   * @param warehouse where the tables lie
   */
  public static VideoPipeline of(PipelineConfig config, ListVideos list, String warehouse) {
    return new VideoPipeline(
        List.of(
            list,
            new StageStep<>(new ProbeVideos(config.probe().toSettings()), StageInputs.SOURCES),
            new StageStep<>(new DetectScenes(config.scenes().toSettings()), StageInputs.PROBED),
            new StageStep<>(new CutClips(config.cut().toSettings(warehouse)), StageInputs.SCENES),
            new StageStep<>(new ScoreClips(config.score()), StageInputs.CLIPS),
            new StageStep<>(
                new CaptionClips(config.caption().toCaptioners()), StageInputs.SELECTED),
            new StageStep<>(
                new CleanCaptions(config.clean().toSettings(config.caption())),
                StageInputs.CAPTIONS)));
  }

  /** The steps in the order in which they run. */
  public List<PipelineStep> steps() {
    return steps;
  }
}
