package io.kinolake.models.tokenizer;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.List;

/**
 * Turns text into the ids that a model was trained with, and back. Implementations are immutable
 * and thread-safe, and take time nearly linear in the length of a text, whatever it is. A lone
 * surrogate in a text counts as U+FFFD.
 */
public interface Tokenizer {

  /** How many ids there are; every id is below it. */
  int size();

  /** The ids of a text alone: nothing added, cut or padded. */
  List<Integer> ids(String text);

  /**
   * The ids as the model takes them: special ids added, cut and padded to exactly {@code length}.
   *
   * @param length at least 2, for the special ids
   */
  Encoding encode(String text, int length);

  /**
   * The text of ids, without special ones.
   *
   * @throws IllegalArgumentException for an id that is not in the vocabulary
   */
  String decode(List<Integer> ids);

  /**
   * Requires that a model has an embedding for every id.
   *
   * @throws KinolakeException WRONG_WEIGHTS if the vocabulary is another model's
   */
  default void requireEmbeddings(long embeddings) {
    if (embeddings < size()) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "The vocabulary has %d ids, the model %d embeddings; take the vocabulary of the same model"
              .formatted(size(), embeddings));
    }
  }
}
