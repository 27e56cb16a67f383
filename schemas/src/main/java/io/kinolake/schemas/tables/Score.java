package io.kinolake.schemas.tables;

import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.media.ClipId;
import java.util.Map;
import java.util.Optional;

/**
 * What one scorer says of one clip.
 *
 * @param scorer the scorer's name
 * @param value the number that rules compare; empty where the scorer gives only a label
 * @param label a word or digest, where the scorer gives one ({@code pan_left}, a hash)
 * @param details further numbers by name
 * @param vectors embeddings of pictures, one after another, where the scorer stores them
 */
public record Score(
    ClipId clip,
    String scorer,
    Optional<Double> value,
    Optional<String> label,
    Map<String, Double> details,
    Optional<FloatVector> vectors) {

  public Score {
    details = Map.copyOf(details);
  }

  /** The score of a scorer that stores no embeddings. */
  public Score(
      ClipId clip,
      String scorer,
      Optional<Double> value,
      Optional<String> label,
      Map<String, Double> details) {
    this(clip, scorer, value, label, details, Optional.empty());
  }
}
