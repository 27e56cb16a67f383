package io.kinolake.media.measure;

import java.util.Locale;

/** What a camera does, in the words and the order in which labels join them. */
public enum CameraWord {
  /** The camera turns or moves to the left: pictures move to the right. */
  PAN_LEFT,
  PAN_RIGHT,
  /** The camera turns or moves up: pictures move down. */
  TILT_UP,
  TILT_DOWN,
  /** Pictures grow. */
  ZOOM_IN,
  ZOOM_OUT,
  STATIC;

  /** The stored word, such as {@code pan_left}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
