package io.kinolake.training.sample;

import io.kinolake.schemas.media.FrameSize;

/**
 * How large a video is.
 *
 * @param frames number of pictures, at least 1
 * @param size of a picture
 */
public record VideoShape(int frames, FrameSize size) {

  public VideoShape {
    if (frames < 1) {
      throw new IllegalArgumentException("A video has at least one frame, not " + frames);
    }
  }

  /** The largest shape of whole steps within this one, or one step where there is none. */
  VideoShape roundedDown(int sideStep) {
    return new VideoShape(
        frames,
        new FrameSize(
            Math.max(1, size.width() / sideStep) * sideStep,
            Math.max(1, size.height() / sideStep) * sideStep));
  }

  VideoShape withFrames(int number) {
    return new VideoShape(number, size);
  }

  @Override
  public String toString() {
    return frames + (frames == 1 ? " frame of " : " frames of ") + size;
  }
}
