package io.kinolake.schemas.tables;

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
 */
public record Score(
    ClipId clip,
    String scorer,
    Optional<Double> value,
    Optional<String> label,
    Map<String, Double> details) {

  public Score {
    details = Map.copyOf(details);
  }
}
