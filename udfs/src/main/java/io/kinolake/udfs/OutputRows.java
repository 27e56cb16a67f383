package io.kinolake.udfs;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns outcomes into stored rows: the table's columns followed by {@link StageColumns}. Every
 * wanted part of an item yields at least one row, so that nothing vanishes.
 */
public final class OutputRows<O extends Record> {
  private final TableSchema<O> table;
  private final ArrayRow.Layout layout;

  public OutputRows(TableSchema<O> table) {
    this.table = table;
    this.layout = new ArrayRow.Layout(storedColumns(table));
  }

  /** The columns of a stage's table as stored. */
  public static List<Column<?>> storedColumns(TableSchema<?> table) {
    List<Column<?>> columns = new ArrayList<>(table.columns());
    columns.addAll(StageColumns.ALL);
    return List.copyOf(columns);
  }

  /** The stored rows of one item. */
  public List<Object[]> of(WorkItem item, ItemResult<O> result) {
    List<Object[]> rows = new ArrayList<>();
    for (WorkItem.WorkPart part : item.parts()) {
      Outcome<O> outcome = result.outcomes().get(part.name());
      if (outcome == null) {
        throw new IllegalStateException(
            "The worker gave no outcome for part '%s' of item '%s' of table '%s'"
                .formatted(part.name(), item.id(), table.name()));
      }
      addRows(item, part, outcome, rows);
    }
    return rows;
  }

  /** The stored rows of an item of which nothing could be done. */
  public List<Object[]> failed(WorkItem item, Failure failure) {
    return item.parts().stream().map(part -> failedRow(item, part, failure)).toList();
  }

  private void addRows(
      WorkItem item, WorkItem.WorkPart part, Outcome<O> outcome, List<Object[]> rows) {
    if (outcome instanceof Outcome.Rejected<O> rejected) {
      rows.add(failedRow(item, part, rejected.failure()));
    } else if (outcome instanceof Outcome.Produced<O> produced) {
      for (O row : produced.rows()) {
        ArrayRow stored = newRow(item, part, StageColumns.OK);
        table.codec().write(row, stored);
        rows.add(stored.values());
      }
      produced.failures().forEach(failure -> rows.add(failedRow(item, part, failure)));
      if (produced.rows().isEmpty() && produced.failures().isEmpty()) {
        rows.add(newRow(item, part, StageColumns.EMPTY).values());
      }
    }
  }

  private Object[] failedRow(WorkItem item, WorkItem.WorkPart part, Failure failure) {
    return newRow(item, part, StageColumns.FAILED)
        .set(StageColumns.ERROR_CODE, failure.code().id())
        .set(StageColumns.ERROR_KIND, failure.code().kind().id())
        .set(StageColumns.ERROR_MESSAGE, failure.message())
        .values();
  }

  private ArrayRow newRow(WorkItem item, WorkItem.WorkPart part, String status) {
    ArrayRow row = layout.newRow();
    row.set(table.item(), item.id())
        .set(StageColumns.FINGERPRINT, part.fingerprint())
        .set(StageColumns.STATUS, status)
        .set(StageColumns.ATTEMPTS, part.attempt());
    table.part().ifPresent(column -> row.set(column, part.name()));
    return row;
  }
}
