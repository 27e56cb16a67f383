package io.kinolake.models.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a model is fed for one text.
 *
 * @param ids with special ids and padding
 * @param valid how many of them, from the first on, are not padding
 */
public record Encoding(List<Integer> ids, int valid) {

  public Encoding {
    ids = List.copyOf(ids);
    if (valid < 0 || valid > ids.size()) {
      throw new IllegalArgumentException("%d valid of %d ids".formatted(valid, ids.size()));
    }
  }

  /** The ids, and behind them padding up to a length. */
  static Encoding padded(List<Integer> ids, int length, int padding) {
    List<Integer> padded = new ArrayList<>(ids);
    padded.addAll(Collections.nCopies(Math.max(0, length - ids.size()), padding));
    return new Encoding(padded, ids.size());
  }

  /** The ids without padding. */
  public int[] validIds() {
    return ids.subList(0, valid).stream().mapToInt(Integer::intValue).toArray();
  }

  /** The attention mask: 1 for each valid id, 0 for padding. */
  public List<Integer> mask() {
    List<Integer> mask = new ArrayList<>(Collections.nCopies(valid, 1));
    mask.addAll(Collections.nCopies(ids.size() - valid, 0));
    return Collections.unmodifiableList(mask);
  }
}
