package io.kinolake.schemas.media;

import java.util.Locale;

/** Whether a file is a video or a still image. */
public enum MediaKind {
  VIDEO,
  IMAGE;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static MediaKind of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
