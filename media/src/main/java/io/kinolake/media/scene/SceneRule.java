package io.kinolake.media.scene;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How cuts become scenes.
 *
 * @param uncut what a video without a cut is
 * @param guardFrames frames left out on either side of each cut, 0 for none; a scene that has no
 *     more than these is left out whole
 */
public record SceneRule(Uncut uncut, int guardFrames) implements Serializable {
  /** Scenes meet at the cuts, and a video without a cut is one scene. */
  public static final SceneRule DEFAULT = new SceneRule(Uncut.ONE_SCENE, 0);

  /** What a video without a cut is; PySceneDetect calls it {@code start_in_scene}. */
  public enum Uncut {
    ONE_SCENE,
    NO_SCENE
  }

  public SceneRule {
    if (guardFrames < 0) {
      throw new IllegalArgumentException(
          "Scene setting 'guardFrames' must not be negative, not " + guardFrames);
    }
  }

  /**
   * The scenes between the cuts, in order. Without a guard they cover every frame.
   *
   * @param cuts ascending, each within the video and after its first frame
   * @throws KinolakeException INTERNAL if they are not
   */
  List<SceneRange> scenes(ScoreSeries series, List<Long> cuts) {
    if (series.frames() == 0 || (cuts.isEmpty() && uncut == Uncut.NO_SCENE)) {
      return List.of();
    }
    List<SceneRange> scenes = new ArrayList<>();
    long start = 0;
    for (long cut : cuts) {
      if (cut <= start || cut >= series.frames()) {
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "A detector cut %d frames at %d, after a cut at %d. Report this as a bug."
                .formatted(series.frames(), cut, start));
      }
      add(scenes, series, start, cut);
      start = cut;
    }
    add(scenes, series, start, series.frames());
    return List.copyOf(scenes);
  }

  private void add(List<SceneRange> scenes, ScoreSeries series, long start, long end) {
    long first = start == 0 ? start : start + guardFrames;
    long after = end == series.frames() ? end : end - guardFrames;
    if (first < after) {
      scenes.add(
          new SceneRange(
              new FrameRange(first, after),
              new TimeRange(
                  series.timeUs(Math.toIntExact(first)),
                  series.endUs(Math.toIntExact(after - 1)))));
    }
  }
}
