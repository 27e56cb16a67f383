package io.kinolake.udfs;

import java.util.List;

/**
 * One unit of work.
 *
 * @param id the value of the output table's item column
 * @param parts the names of the parts that are wanted, in the stage's order
 * @param rows the item's input rows, at least one, in the planner's order
 */
public record Item<I extends Record>(String id, List<String> parts, List<I> rows) {

  public Item {
    parts = List.copyOf(parts);
    rows = List.copyOf(rows);
    if (parts.isEmpty() || rows.isEmpty()) {
      throw new IllegalArgumentException("Item '" + id + "' has no parts or no rows");
    }
  }

  /** The only row, for stages whose items have one. */
  public I row() {
    if (rows.size() != 1) {
      throw new IllegalStateException("Item '" + id + "' has " + rows.size() + " rows, not one");
    }
    return rows.get(0);
  }
}
