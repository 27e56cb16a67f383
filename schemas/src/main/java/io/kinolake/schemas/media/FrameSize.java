package io.kinolake.schemas.media;

import java.io.Serializable;

/** A width and a height in pixels, both positive. */
public record FrameSize(int width, int height) implements Serializable {

  public FrameSize {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("Not a frame size: " + width + "x" + height);
    }
  }

  public int shorterSide() {
    return Math.min(width, height);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
