package io.kinolake.jobs.exchange;

import java.util.List;
import java.util.Map;

/**
 * What became of an imported table's rows.
 *
 * @param rows rows of the table
 * @param repeated rows that say the same as another
 * @param matched rows that belong to a clip
 * @param captions rows of clips with a caption that is new or has changed
 * @param scores values of clips that are new or have changed
 * @param unmatched how many rows belong to no clip, by the reason
 * @param examples a few of those rows: path and reason
 */
public record Imported(
    long rows,
    long repeated,
    long matched,
    long captions,
    long scores,
    Map<String, Long> unmatched,
    List<String> examples) {

  public Imported {
    unmatched = Map.copyOf(unmatched);
    examples = List.copyOf(examples);
  }
}
