package io.kinolake.jobs;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.curate.CurateClips;
import io.kinolake.jobs.list.ClipCaptions;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.jobs.refresh.PipelineStep;
import io.kinolake.jobs.refresh.StageStep;
import io.kinolake.models.graph.Precision;
import io.kinolake.udfs.caption.CaptionClips;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.clean.CleanCaptions;
import io.kinolake.udfs.cut.CutClips;
import io.kinolake.udfs.feature.ExtractFeatures;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.match.MatchCaptions;
import io.kinolake.udfs.probe.ProbeVideos;
import io.kinolake.udfs.scene.DetectScenes;
import io.kinolake.udfs.score.ScoreClips;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The flow: from a folder of videos to a curated table, one step per table. */
public final class VideoPipeline {
  private VideoPipeline() {}

  /** The whole flow, from the places where sources lie. */
  public static List<PipelineStep> from(ListVideos list, PipelineConfig config, String warehouse) {
    return Stream.concat(Stream.of(list), afterListing(config, warehouse).stream()).toList();
  }

  /**
   * The flow from the sources that are listed already.
   *
   * @param warehouse where the tables lie
   */
  public static List<PipelineStep> afterListing(PipelineConfig config, String warehouse) {
    ScoreClipsSettings scores = config.score().toSettings();
    MatchCaptions match = config.match().toStage(config.score(), config.caption());
    ExtractFeaturesSettings features = config.features().toSettings(warehouse);
    Precision precision = config.models().numbers();
    return List.of(
        new StageStep<>(new ProbeVideos(config.probe().toSettings()), StageInputs.SOURCES),
        new StageStep<>(
            new DetectScenes(config.scenes().toSettings()), StageInputs.PROBED, precision),
        new StageStep<>(new CutClips(config.cut().toSettings(warehouse)), StageInputs.SCENES),
        new StageStep<>(new ScoreClips(scores), StageInputs.clips(scores), precision),
        CurateClips.of(config.curate(), ScoreClipsSettings.ALL),
        new StageStep<>(
            new CaptionClips(config.caption().toCaptioners()),
            StageInputs.selected(clipCaptions(config, warehouse)),
            precision),
        new StageStep<>(
            new CleanCaptions(config.clean().toSettings(config.caption())), StageInputs.CAPTIONS),
        new StageStep<>(match, StageInputs.matched(match), precision),
        new StageStep<>(
            new ExtractFeatures(features),
            StageInputs.captioned(features, config.toMetaSettings()),
            precision));
  }

  /** Caption files beside the clips that are written, where those are asked for. */
  private static Optional<ClipCaptions> clipCaptions(PipelineConfig config, String warehouse) {
    return config.caption().captionerNames().contains(SidecarCaptioner.NAME)
        ? Optional.of(new ClipCaptions(config.cut().toSettings(warehouse).outputUri()))
        : Optional.empty();
  }
}
