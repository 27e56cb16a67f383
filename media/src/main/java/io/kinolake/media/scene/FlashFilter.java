package io.kinolake.media.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns "this frame differs" into cuts that are at least a scene's length apart, with the two rules
 * that PySceneDetect names merge and suppress. Used by one thread, for one video.
 */
final class FlashFilter {
  private final CloseCuts tooClose;
  private final int minSceneFrames;
  private final List<Long> cuts = new ArrayList<>();
  private long lastAbove; // the start of the video counts as a cut
  private boolean merging;
  private long mergeStart;

  FlashFilter(CloseCuts tooClose, int minSceneFrames) {
    this.tooClose = tooClose;
    this.minSceneFrames = minSceneFrames;
  }

  /** The next frame differs from the one before by the threshold or more. */
  void above(long frame) {
    boolean farEnough = frame - lastAbove >= minSceneFrames;
    if (tooClose == CloseCuts.SUPPRESS) {
      if (farEnough) {
        cuts.add(frame);
        lastAbove = frame;
      }
      return;
    }
    lastAbove = frame;
    if (merging) {
      return;
    }
    if (farEnough) {
      cuts.add(frame);
    } else if (!cuts.isEmpty()) { // what is too close to the start of the video is dropped
      merging = true;
      mergeStart = frame;
    }
  }

  /** The next frame differs by less. */
  void below(long frame) {
    boolean quiet = frame - lastAbove >= minSceneFrames;
    if (merging && quiet && lastAbove - mergeStart >= minSceneFrames) {
      merging = false;
      cuts.add(lastAbove);
    }
  }

  List<Long> cuts() {
    return List.copyOf(cuts);
  }
}
