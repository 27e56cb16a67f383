package io.kinolake.media.cut;

import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;

/** When each frame of a source is shown. Times ascend strictly with the index. */
@FunctionalInterface
public interface FrameTimes {

  /**
   * The time of a frame, microseconds on the container's time line.
   *
   * @param frame index in the source; the number of frames asks for the end of the last
   */
  long timeUs(long frame);

  /** The time that a range of frames covers. */
  default TimeRange timeOf(FrameRange frames) {
    return new TimeRange(timeUs(frames.start()), timeUs(frames.end()));
  }

  /** Frames spread evenly over a time, as at a constant rate. */
  static FrameTimes even(FrameRange frames, TimeRange time) {
    return frame -> {
      double share = (double) (frame - frames.start()) / frames.length();
      return time.startUs() + Math.round(share * time.durationUs());
    };
  }
}
