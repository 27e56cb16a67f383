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
    if (series.frames() == 0) {
      return List.of();
    }
    List<FrameRange> shots = new ArrayList<>();
    long start = 0;
    for (long cut : cuts) {
      if (cut <= start || cut >= series.frames()) {
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "A detector cut %d frames at %d, after a cut at %d. Report this as a bug."
                .formatted(series.frames(), cut, start));
      }
      shots.add(new FrameRange(start, cut));
      start = cut;
    }
    shots.add(new FrameRange(start, series.frames()));
    return scenesOf(series, shots);
  }

  /**
   * The scenes that the shots of a video are; frames between shots belong to none.
   *
   * @param shots in order, apart from each other, within the video
   */
  public List<SceneRange> scenesOf(ScoreSeries series, List<FrameRange> shots) {
    List<SceneRange> scenes = new ArrayList<>();
    if (shots.size() > 1 || uncut == Uncut.ONE_SCENE) {
      shots.forEach(shot -> add(scenes, series, shot));
    }
    return List.copyOf(scenes);
  }

  private void add(List<SceneRange> scenes, ScoreSeries series, FrameRange shot) {
    long first = shot.start() == 0 ? 0 : shot.start() + guardFrames;
    long after = shot.end() == series.frames() ? shot.end() : shot.end() - guardFrames;
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
