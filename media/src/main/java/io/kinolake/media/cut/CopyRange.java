package io.kinolake.media.cut;

import java.util.Locale;

/** Which frames a copied clip has, for copies can only begin at key frames. */
public enum CopyRange {
  /** From the first key frame in the range on, up to its end: no frame of another scene. */
  INSIDE,
  /** From the last key frame at or before the range on, to its end: no frame of it is missing. */
  COVER;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static CopyRange of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
