package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_RANGE;

import io.kinolake.media.cut.FrameTimes;
import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The frames of a source by time. Time stamps are milliseconds, so a frame belongs to the stamp
 * that its time rounds to: scenes that meet in a table meet at a frame here.
 *
 * @param times of the frames on the source's time line
 * @param count the number of frames
 * @param variable whether the times between frames differ
 */
record SourceFrames(FrameTimes times, long count, boolean variable) {
  private static final long HALF_MILLI_US = 500;

  /** At a constant rate frames lie evenly; else the source is decoded for their times. */
  static SourceFrames of(Path file, MediaInfo info) {
    if (info.timing().variable()) {
      return decoded(file);
    }
    long count = info.timing().frames();
    return new SourceFrames(
        FrameTimes.even(new FrameRange(0, count), info.timing().range()), count, false);
  }

  private static SourceFrames decoded(Path file) {
    var starts = new long[1024];
    int count = 0;
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      while (decoder.advance()) {
        if (count + 1 >= starts.length) {
          starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[count++] = decoder.frame().timeUs();
        starts[count] = decoder.frame().endUs();
      }
    }
    long[] times = Arrays.copyOf(starts, count + 1);
    return new SourceFrames(frame -> times[Math.toIntExact(frame)], count, true);
  }

  /**
   * The frames of a part of the source.
   *
   * @throws KinolakeException with code BAD_RANGE when it holds no frame
   */
  FrameRange frames(PlannedClip.Range range) {
    long start = boundary(range.startMillis());
    long end = endBoundary(range.startMillis() + range.durationMillis());
    if (end <= start) {
      throw new KinolakeException(
          BAD_RANGE,
          "Scene %.3f s + %.3f s holds no frame of the video, which has %.3f s"
              .formatted(
                  range.startMillis() / 1e3,
                  range.durationMillis() / 1e3,
                  (times.timeUs(count) - times.timeUs(0)) / 1e6));
    }
    return new FrameRange(start, end);
  }

  /** Where gaps between frames are uneven, a table may give the last frame no time of its own. */
  private long endBoundary(long millis) {
    long boundary = boundary(millis);
    return variable && boundary == count - 1 ? count : boundary;
  }

  /** The first frame that is not before the stamp; the number of frames where there is none. */
  private long boundary(long millis) {
    long wanted = times.timeUs(0) + millis * 1000 - HALF_MILLI_US;
    long low = 0;
    long high = count;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (times.timeUs(middle) < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
