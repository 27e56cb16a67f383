package io.kinolake.media.cut;

import java.util.Locale;

/** What becomes of a scene that is longer than a clip may be. */
public enum LongScenes {
  /** It becomes several clips. */
  SPLIT,
  /** Its beginning becomes a clip, the rest is dropped. */
  TRUNCATE;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static LongScenes of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
