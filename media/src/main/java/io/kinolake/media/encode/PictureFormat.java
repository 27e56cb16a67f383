package io.kinolake.media.encode;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;

/**
 * What an encoder is given: pictures of one size and pixel format on one time line.
 *
 * @param pixelFormat FFmpeg's name, such as {@code yuv420p}
 * @param sampleAspect width over height of a pixel; unknown counts as square
 * @param rotationDegrees clockwise turn that a player shall apply: 0, 90, 180 or 270
 * @param timeBase seconds per tick of a picture's time
 * @param rate nominal pictures per second; unknown where the times vary
 */
public record PictureFormat(
    FrameSize size,
    String pixelFormat,
    Rational sampleAspect,
    int rotationDegrees,
    Rational timeBase,
    Rational rate) {

  public PictureFormat {
    if (rotationDegrees % 90 != 0 || rotationDegrees < 0 || rotationDegrees >= 360) {
      throw new IllegalArgumentException("Not a quarter turn: " + rotationDegrees + " degrees");
    }
  }

  /** The time base in which each picture of a constant rate takes one tick. */
  public static Rational timeBaseOf(Rational rate) {
    return new Rational(/* numerator= */ rate.denominator(), /* denominator= */ rate.numerator());
  }
}
