package io.kinolake.schemas.media;

import java.io.Serializable;
import java.util.List;

/**
 * When the frames of a video stream are shown.
 *
 * @param frames exact number of frames that full decoding yields on a healthy file
 * @param range from the first frame's time to the end of the last frame
 * @param averageRate frames over duration; unknown for images
 * @param realRate the lowest rate at which all times can be expressed, as FFmpeg guesses it
 * @param variable whether the gaps between frames differ by more than rounding
 * @param keyFramesUs times of the frames at which decoding can start, ascending
 */
public record FrameTiming(
    long frames,
    TimeRange range,
    Rational averageRate,
    Rational realRate,
    boolean variable,
    List<Long> keyFramesUs)
    implements Serializable {

  public FrameTiming {
    if (frames <= 0) {
      throw new IllegalArgumentException("A video has at least one frame, not " + frames);
    }
    keyFramesUs = List.copyOf(keyFramesUs);
  }
}
