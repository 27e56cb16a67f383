package io.kinolake.jobs.meta;

import java.util.List;

/**
 * How the meta view is made.
 *
 * @param captioners names of captioners, the preferred one first; those not named follow by name
 */
public record MetaSettings(List<String> captioners) {
  public static final MetaSettings DEFAULT = new MetaSettings(List.of());

  public MetaSettings {
    captioners = List.copyOf(captioners);
  }
}
