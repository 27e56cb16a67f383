package io.kinolake.media.decode;

import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import java.util.Optional;

/**
 * What the container says of the stream being decoded.
 *
 * @param codec FFmpeg's name
 * @param timeBase seconds per tick of the stream's time stamps
 * @param coded the stored size; empty where only a decoded frame tells
 * @param rotationDegrees clockwise turn that a player applies: 0, 90, 180 or 270
 * @param sampleAspect width of a stored pixel over its height; 1/1 where unset
 * @param averageRate frames per second; unknown for images
 */
public record VideoStreamInfo(
    String codec,
    Rational timeBase,
    Optional<FrameSize> coded,
    int rotationDegrees,
    Rational sampleAspect,
    Rational averageRate) {}
