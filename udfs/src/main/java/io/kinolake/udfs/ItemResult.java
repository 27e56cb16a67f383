package io.kinolake.udfs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of one item: an outcome for each part that was wanted.
 *
 * @param outcomes by part name
 */
public record ItemResult<O extends Record>(Map<String, Outcome<O>> outcomes) {

  public ItemResult {
    outcomes = Map.copyOf(new LinkedHashMap<>(outcomes));
  }

  /** The result of a stage without parts. */
  public static <O extends Record> ItemResult<O> whole(Outcome<O> outcome) {
    return new ItemResult<>(Map.of(StagePart.WHOLE, outcome));
  }
}
