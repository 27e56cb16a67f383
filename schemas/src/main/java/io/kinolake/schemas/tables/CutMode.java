package io.kinolake.schemas.tables;

import java.util.Locale;

/** How clips come to be. */
public enum CutMode {
  /** Rows only: later stages read the range straight from the source. */
  VIRTUAL,
  /** Packets are copied; the clip starts at a key frame and its row tells the range obtained. */
  COPY,
  /** Frames are decoded and encoded again; exact to the frame. */
  ENCODE;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static CutMode of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
