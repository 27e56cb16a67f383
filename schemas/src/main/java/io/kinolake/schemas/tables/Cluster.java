package io.kinolake.schemas.tables;

import io.kinolake.schemas.FloatVector;
import java.util.Map;
import java.util.Optional;

/**
 * One cluster of clips, kept so that its number means the same in every later run.
 *
 * @param clustering digest of the settings that the cluster was made with
 * @param id number among the clusters of those settings, from 0
 * @param center the mean clip, by measure, each in the measure's own unit
 * @param scale by measure, what counts as one step away from the centre; above 0
 * @param vector the mean direction of the clips' embeddings, of length one, where clips are
 *     compared by these rather than by measures
 */
public record Cluster(
    String clustering,
    int id,
    Map<String, Double> center,
    Map<String, Double> scale,
    Optional<FloatVector> vector) {

  public Cluster {
    center = Map.copyOf(center);
    scale = Map.copyOf(scale);
    if (!center.keySet().equals(scale.keySet())) {
      throw new IllegalArgumentException(
          "Centre and scale name different measures: " + center + " and " + scale);
    }
  }
}
