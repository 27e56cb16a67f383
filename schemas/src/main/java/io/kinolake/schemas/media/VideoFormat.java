package io.kinolake.schemas.media;

import java.io.Serializable;

/**
 * How the pixels of a video stream are stored and shown.
 *
 * @param codec FFmpeg's name, such as {@code h264}
 * @param pixelFormat FFmpeg's name, such as {@code yuv420p10le}
 * @param coded the stored size, before rotation and sample aspect
 * @param display the size a viewer sees, after rotation and sample aspect
 * @param rotationDegrees clockwise turn a player applies: 0, 90, 180 or 270
 * @param sampleAspect width of a stored pixel over its height
 * @param transfer FFmpeg's name of the transfer function, {@code unknown} where unset
 */
public record VideoFormat(
    String codec,
    String pixelFormat,
    FrameSize coded,
    FrameSize display,
    int rotationDegrees,
    Rational sampleAspect,
    String transfer)
    implements Serializable {

  /** Whether the transfer function is one of the two of BT.2100: PQ or HLG. */
  public boolean isHdr() {
    return transfer.equals("smpte2084") || transfer.equals("arib-std-b67");
  }
}
