package io.kinolake.schemas.tables;

import java.util.Map;

/**
 * One cluster of clips, kept so that its number means the same in every later run.
 *
 * @param clustering digest of the settings that the cluster was made with
 * @param id number among the clusters of those settings, from 0
 * @param center the mean clip, by measure, each in the measure's own unit
 * @param scale by measure, what counts as one step away from the centre; above 0
 */
public record Cluster(
    String clustering, int id, Map<String, Double> center, Map<String, Double> scale) {

  public Cluster {
    center = Map.copyOf(center);
    scale = Map.copyOf(scale);
    if (!center.keySet().equals(scale.keySet())) {
      throw new IllegalArgumentException(
          "Centre and scale name different measures: " + center + " and " + scale);
    }
  }
}
