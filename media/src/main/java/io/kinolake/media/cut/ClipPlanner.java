package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which clips a source's scenes become.
 *
 * <p>A scene within the limits is one clip; one that is too short is none, and the numbers of the
 * others stay. A scene that is too long is truncated to the longest beginning that fits, or split:
 * into the fewest pieces of about equal length that are not too long; where such pieces would be
 * too short, into pieces as long as can be from its beginning, and a rest that is too short is
 * dropped. A single frame that is shown for longer than a clip may be is in no clip.
 *
 * <p>Immutable and thread-safe.
 */
public final class ClipPlanner {
  private final LengthLimits limits;
  private final ClipNames names;

  public ClipPlanner(LengthLimits limits, ClipNames names) {
    this.limits = limits;
    this.names = names;
  }

  /** Whether the plan needs the times of single frames, not only of scenes. */
  public boolean needsFrameTimes(List<SceneSpan> scenes) {
    return scenes.stream().anyMatch(this::isTooLong);
  }

  /**
   * The clips of a source.
   *
   * @param scenes ordered by index; they may touch or overlap
   * @param times of the frames of scenes that are too long; others are not asked for
   */
  public List<ClipPlan> plan(List<SceneSpan> scenes, FrameTimes times) {
    List<ClipPlan> plans = new ArrayList<>();
    for (SceneSpan scene : scenes) {
      addClips(scene, times, plans);
    }
    return List.copyOf(plans);
  }

  private void addClips(SceneSpan scene, FrameTimes times, List<ClipPlan> plans) {
    if (!isTooLong(scene)) {
      if (scene.time().durationUs() >= limits.shortestUs()) {
        String name = names.ofScene(scene.index());
        plans.add(new ClipPlan(scene.index(), plans.size(), name, scene.frames(), scene.time()));
      }
      return;
    }
    List<FrameRange> pieces = pieces(scene.frames(), times);
    for (int i = 0; i < pieces.size(); i++) {
      boolean split = limits.longScenes() == LongScenes.SPLIT;
      String name = split ? names.ofPiece(scene.index(), i) : names.ofScene(scene.index());
      TimeRange time = times.timeOf(pieces.get(i));
      plans.add(new ClipPlan(scene.index(), plans.size(), name, pieces.get(i), time));
    }
  }

  private boolean isTooLong(SceneSpan scene) {
    return scene.time().durationUs() > limits.longestUs();
  }

  private List<FrameRange> pieces(FrameRange scene, FrameTimes times) {
    List<FrameRange> longest = longestPieces(scene, times);
    if (limits.longScenes() == LongScenes.TRUNCATE) {
      return longest.stream()
          .limit(1)
          .filter(piece -> piece.start() == scene.start() && fits(piece, times))
          .toList();
    }
    List<FrameRange> equal = equalPieces(scene, times, longest.size());
    return equal.isEmpty() ? longest.stream().filter(piece -> fits(piece, times)).toList() : equal;
  }

  /**
   * Pieces of about equal length within the limits, or none where there are no such.
   *
   * @param fewest as many as full-length pieces need
   */
  private List<FrameRange> equalPieces(FrameRange scene, FrameTimes times, int fewest) {
    // Uneven frames may not divide evenly into the fewest pieces.
    for (int count = fewest; count <= fewest + 1; count++) {
      List<FrameRange> pieces = split(scene, times, count);
      if (pieces.size() == count && pieces.stream().allMatch(piece -> fits(piece, times))) {
        return pieces;
      }
    }
    return List.of();
  }

  private static List<FrameRange> split(FrameRange scene, FrameTimes times, long count) {
    TimeRange whole = times.timeOf(scene);
    List<FrameRange> pieces = new ArrayList<>();
    long start = scene.start();
    for (long i = 1; i <= count; i++) {
      long target = whole.startUs() + Math.round((double) whole.durationUs() * i / count);
      long end = i == count ? scene.end() : nearest(start, scene.end(), target, times);
      if (end > start) {
        pieces.add(new FrameRange(start, end));
      }
      start = end;
    }
    return pieces;
  }

  /** Pieces as long as can be, each from where the one before ended. */
  private List<FrameRange> longestPieces(FrameRange scene, FrameTimes times) {
    List<FrameRange> pieces = new ArrayList<>();
    long start = scene.start();
    while (start < scene.end()) {
      long end =
          lastAtOrBefore(start, scene.end(), times.timeUs(start) + limits.longestUs(), times);
      if (end == start) {
        start++; // shown for longer than a clip may be
        continue;
      }
      pieces.add(new FrameRange(start, end));
      start = end;
    }
    return pieces;
  }

  private boolean fits(FrameRange piece, FrameTimes times) {
    long duration = times.timeOf(piece).durationUs();
    return duration >= limits.shortestUs() && duration <= limits.longestUs();
  }

  private static long nearest(long low, long high, long targetUs, FrameTimes times) {
    long before = lastAtOrBefore(low, high, targetUs, times);
    if (before == high) {
      return high;
    }
    long early = targetUs - times.timeUs(before);
    return times.timeUs(before + 1) - targetUs < early ? before + 1 : before;
  }

  /** The last boundary from low to high whose time is not after the target; low if none is. */
  private static long lastAtOrBefore(long low, long high, long targetUs, FrameTimes times) {
    long from = low;
    long to = high;
    while (from < to) {
      long middle = (from + to + 1) >>> 1;
      if (times.timeUs(middle) <= targetUs) {
        from = middle;
      } else {
        to = middle - 1;
      }
    }
    return from;
  }
}
