package io.kinolake.udfs;

import io.kinolake.schemas.TableSchema;
import java.io.Serializable;
import java.util.List;

/**
 * One item on its way from the planner to a worker.
 *
 * @param id the value of the output table's item column
 * @param parts what is wanted
 * @param rows the input rows, values in the order of the input schema's columns
 */
public record WorkItem(String id, List<WorkPart> parts, List<Object[]> rows)
    implements Serializable {

  /**
   * One wanted part.
   *
   * @param name the part's name
   * @param fingerprint what the output row's fingerprint will be
   * @param attempt 1 for the first try
   */
  public record WorkPart(String name, String fingerprint, int attempt) implements Serializable {}

  public WorkItem {
    parts = List.copyOf(parts);
    rows = List.copyOf(rows);
  }

  /** The item as a worker sees it. */
  public <I extends Record> Item<I> toItem(TableSchema<I> input) {
    ArrayRow.Layout layout = new ArrayRow.Layout(input.columns());
    return new Item<>(
        id,
        parts.stream().map(WorkPart::name).toList(),
        rows.stream().map(values -> input.codec().read(layout.over(values))).toList());
  }
}
