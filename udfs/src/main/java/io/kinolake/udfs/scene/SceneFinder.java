package io.kinolake.udfs.scene;

import io.kinolake.media.scene.ScanSpan;
import io.kinolake.media.scene.SceneRange;
import io.kinolake.media.scene.SceneRule;
import io.kinolake.media.scene.ScoreSeries;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.udfs.StageContext;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A way to find the scenes of videos: an immutable description, whose text names every setting that
 * changes the result.
 */
public sealed interface SceneFinder extends Serializable permits MeasuredScenes, TransNetScenes {

  /** The name that scenes carry. */
  String name();

  /** Whether a network does it, which wants an accelerator where there is one. */
  default boolean usesModels() {
    return false;
  }

  /**
   * The parts in which a video is looked at, each by a task of its own.
   *
   * @param target least length of one
   */
  List<ScanSpan> spans(MediaInfo info, Duration target);

  /**
   * Opens what the work needs. Called on an executor, once per task.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException if it cannot work at all
   */
  Scan open(StageContext context, SceneRule rule);

  /** The work on videos. Used by one thread. */
  interface Scan {

    /**
     * Looks at a part of a video.
     *
     * @throws io.kinolake.schemas.failure.KinolakeException if it cannot be decoded
     */
    ScoreSeries score(Path file, MediaInfo info, ScanSpan span);

    /**
     * The scenes of a video whose parts, all of them, were looked at, in order; empty where they do
     * not fit together, so that it must be looked at as a whole.
     */
    Optional<List<SceneRange>> scenes(List<ScoreSeries> spans);
  }
}
