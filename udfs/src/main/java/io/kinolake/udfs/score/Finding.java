package io.kinolake.udfs.score;

import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.Score;
import java.util.Map;
import java.util.Optional;

/**
 * What a scorer found; the columns of a score apart from its key.
 *
 * @param value the number that rules compare
 * @param label a word or digest
 * @param details further numbers by name
 * @param vectors embeddings of pictures, one after another
 */
public record Finding(
    Optional<Double> value,
    Optional<String> label,
    Map<String, Double> details,
    Optional<FloatVector> vectors) {

  public Finding {
    details = Map.copyOf(details);
    value.ifPresent(Finding::requireNumber);
    details.values().forEach(Finding::requireNumber);
  }

  public static Finding ofValue(double value, Map<String, Double> details) {
    return new Finding(Optional.of(value), Optional.empty(), details, Optional.empty());
  }

  public static Finding ofLabel(String label, Map<String, Double> details) {
    return new Finding(Optional.empty(), Optional.of(label), details, Optional.empty());
  }

  public static Finding of(double value, String label, Map<String, Double> details) {
    return new Finding(Optional.of(value), Optional.of(label), details, Optional.empty());
  }

  /** Embeddings, and as a label the model that they are of. */
  static Finding ofVectors(FrameEmbeddings embeddings) {
    return new Finding(
        Optional.empty(),
        Optional.of(embeddings.model()),
        Map.of(),
        Optional.of(embeddings.vectors()));
  }

  /** The row of a clip. */
  Score toScore(ClipId clip, String scorer) {
    return new Score(clip, scorer, value, label, details, vectors);
  }

  private static void requireNumber(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("A score is a finite number, not " + value);
    }
  }
}
