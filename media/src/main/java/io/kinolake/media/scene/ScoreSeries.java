package io.kinolake.media.scene;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The frames of a video or of a span of it: when each is shown, and its score. Times ascend.
 * Immutable; 16 bytes a frame, so that ten hours at 60 frames a second take 35 MB.
 */
public final class ScoreSeries implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] timesUs;
  private final double[] scores;
  private final long endUs;

  private ScoreSeries(long[] timesUs, double[] scores, long endUs) {
    this.timesUs = timesUs;
    this.scores = scores;
    this.endUs = endUs;
  }

  public int frames() {
    return timesUs.length;
  }

  /** When a frame begins to be shown, microseconds on the source's time line. */
  public long timeUs(int frame) {
    return timesUs[frame];
  }

  /** When a frame ends: where the next begins, or the video's end. */
  public long endUs(int frame) {
    return frame + 1 < timesUs.length ? timesUs[frame + 1] : endUs;
  }

  public double score(int frame) {
    return scores[frame];
  }

  /** Whether each series begins with the frame that the one before ends with. */
  public static boolean meet(List<ScoreSeries> spans) {
    for (int i = 1; i < spans.size(); i++) {
      long[] earlier = spans.get(i - 1).timesUs;
      long[] later = spans.get(i).timesUs;
      if (earlier.length == 0 || later.length == 0 || earlier[earlier.length - 1] != later[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Joins the series of spans, each of which begins with the frame that the one before ends with.
   * That frame's score is the earlier series': only it has seen the frame before.
   *
   * @throws KinolakeException CORRUPT if two series do not meet in a frame
   */
  public static ScoreSeries join(List<ScoreSeries> spans) {
    if (!meet(spans)) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "Two spans of the video do not meet in one frame: decoding from its key frames does not"
              + " give what decoding from its start gives. Scan it in one pass.");
    }
    Builder joined = new Builder();
    for (int i = 0; i < spans.size(); i++) {
      ScoreSeries span = spans.get(i);
      for (int frame = i == 0 ? 0 : 1; frame < span.frames(); frame++) {
        joined.add(span.timesUs[frame], span.endUs(frame), span.scores[frame]);
      }
    }
    return joined.build();
  }

  /**
   * The same frames with other scores, NaN for those without one.
   *
   * @param first the frame to which the first score belongs
   * @param given as many at most as there are frames from it on
   */
  ScoreSeries withScores(long first, float[] given) {
    double[] other = new double[frames()];
    Arrays.fill(other, Double.NaN);
    for (int i = 0; i < given.length; i++) {
      other[Math.toIntExact(first + i)] = given[i];
    }
    return new ScoreSeries(timesUs, other, endUs);
  }

  /**
   * Joins the series of parts that overlap: each has, of the frames before its end, at least the
   * first of the next. Where a frame has no score (NaN) in one part, the other's counts.
   *
   * @return empty where a part does not begin with a frame of those before, or the same frames have
   *     other times
   */
  public static Optional<ScoreSeries> overlap(List<ScoreSeries> parts) {
    ScoreSeries joined = parts.get(0);
    for (ScoreSeries next : parts.subList(1, parts.size())) {
      int at = next.frames() == 0 ? -1 : joined.indexOf(next.timesUs[0]);
      int common = Math.min(joined.frames() - at, next.frames());
      if (at < 0 || !Arrays.equals(joined.timesUs, at, at + common, next.timesUs, 0, common)) {
        return Optional.empty();
      }
      joined = joined.continued(at, next);
    }
    return Optional.of(joined);
  }

  /** The frame that is shown from a time on; negative if there is none. */
  public int indexOf(long timeUs) {
    return Arrays.binarySearch(timesUs, timeUs);
  }

  private ScoreSeries continued(int at, ScoreSeries next) {
    int frames = Math.max(frames(), at + next.frames());
    long[] times = Arrays.copyOf(timesUs, frames);
    double[] all = Arrays.copyOf(scores, frames);
    for (int i = 0; i < next.frames(); i++) {
      times[at + i] = next.timesUs[i];
      if (at + i >= frames() || Double.isNaN(all[at + i])) {
        all[at + i] = next.scores[i];
      }
    }
    return new ScoreSeries(times, all, at + next.frames() == frames ? next.endUs : endUs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreSeries that
        && endUs == that.endUs
        && Arrays.equals(timesUs, that.timesUs)
        && Arrays.equals(scores, that.scores);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(timesUs) + Arrays.hashCode(scores);
  }

  @Override
  public String toString() {
    return "ScoreSeries[" + frames() + " frames, end " + endUs + " us]";
  }

  /** Collects frames in presentation order. Not thread-safe. */
  static final class Builder {
    private static final int INITIAL = 1024;

    private long[] timesUs = new long[INITIAL];
    private double[] scores = new double[INITIAL];
    private int frames;
    private long endUs;

    /**
     * Adds the next frame.
     *
     * @param frameEndUs when it ends, if it proves to be the last
     * @throws KinolakeException BAD_TIMESTAMP if it does not come after the one before
     */
    void add(long timeUs, long frameEndUs, double score) {
      if (frames > 0 && timeUs <= timesUs[frames - 1]) {
        throw new KinolakeException(
            FailureCode.BAD_TIMESTAMP,
            "Frame %d is shown at %d us, not after frame %d at %d us. Remux or re-encode the file."
                .formatted(frames, timeUs, frames - 1, timesUs[frames - 1]));
      }
      if (frames == timesUs.length) {
        timesUs = Arrays.copyOf(timesUs, 2 * frames);
        scores = Arrays.copyOf(scores, 2 * frames);
      }
      timesUs[frames] = timeUs;
      scores[frames] = score;
      frames++;
      endUs = Math.max(frameEndUs, timeUs + 1); // a frame of unknown duration still takes time
    }

    ScoreSeries build() {
      return new ScoreSeries(Arrays.copyOf(timesUs, frames), Arrays.copyOf(scores, frames), endUs);
    }
  }
}
