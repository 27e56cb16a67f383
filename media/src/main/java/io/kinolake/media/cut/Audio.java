package io.kinolake.media.cut;

import java.util.Locale;

/** Whether clips have the source's sound. */
public enum Audio {
  /** The first audio stream goes into each clip, trimmed to its range. */
  KEEP,
  DROP;

  /** The stored name. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Audio of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
