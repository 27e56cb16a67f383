package io.kinolake.media.scene;

import io.kinolake.schemas.media.FrameSize;
import java.util.List;
import java.util.Optional;

/**
 * Finds cuts in two steps, so that a long video can be looked at in parts: a scorer turns each
 * frame into one number, seeing no more than the frame and the one before it; a rule turns the
 * numbers of the whole video into cuts. Immutable and thread-safe; the scorers are not.
 */
public interface SceneDetector {

  /** The detector that the settings describe. */
  static SceneDetector of(DetectorSettings settings) {
    if (settings instanceof DetectorSettings.Adaptive adaptive) {
      return new AdaptiveDetector(adaptive);
    }
    if (settings instanceof DetectorSettings.Content content) {
      return new ContentDetector(content);
    }
    if (settings instanceof DetectorSettings.Threshold threshold) {
      return new ThresholdDetector(threshold);
    }
    if (settings instanceof DetectorSettings.Hash hash) {
      return new HashDetector(hash);
    }
    if (settings instanceof DetectorSettings.FrameStride stride) {
      return new FrameStrideDetector(stride);
    }
    return new TimeStrideDetector((DetectorSettings.TimeStride) settings);
  }

  /** The name that scenes carry. */
  String name();

  /**
   * A scorer for one pass over frames of the given shrunk size; empty if the rule needs no scores.
   */
  Optional<PictureScorer> newScorer(FrameSize size);

  /** The cuts: ascending indices of the first frames of scenes, without the video's first frame. */
  List<Long> cuts(ScoreSeries series);
}
