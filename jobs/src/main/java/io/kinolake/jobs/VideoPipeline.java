package io.kinolake.jobs;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.PipelineStep;
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
   */
  public static VideoPipeline of(PipelineConfig config, ListVideos list) {
    return new VideoPipeline(List.of(list));
  }

  /** The steps in the order in which they run. */
  public List<PipelineStep> steps() {
    return steps;
  }
}
