package io.kinolake.jobs.meta;

import java.util.List;
import java.util.Optional;

/**
 * How the meta view is made.
 *
 * @param captioners names of captioners, the preferred one first; those not named follow by name
 * @param leastMatch captions that match their clip less, or were not compared, give no text
 */
public record MetaSettings(List<String> captioners, Optional<Double> leastMatch) {
  public static final MetaSettings DEFAULT = new MetaSettings(List.of(), Optional.empty());

  public MetaSettings {
    captioners = List.copyOf(captioners);
  }
}
