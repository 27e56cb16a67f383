package io.kinolake.jobs.docs;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.LakeTables;
import io.kinolake.schemas.tables.RunTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page {@code docs/format/tables.md}, derived from the declarations of the tables. */
final class TablesPage {
  private static final String INTRODUCTION =
      """
      # Tables

      This page is derived from the code; do not edit it. Each table is a Delta table in the folder of its name in the
      warehouse. Times are presentation times in microseconds and ranges are half-open, unless a column says otherwise.
      "Nullable" says whether a row that holds a result may lack the value; a failed or empty row has its key columns,
      the stage columns, and nothing else.

      ## Stage columns

      Every table but `runs` has these too, after its own.

      """;

  private TablesPage() {}

  static String markdown() {
    return INTRODUCTION
        + rows(StageColumns.ALL)
        + LakeTables.ALL.stream().map(TablesPage::section).collect(Collectors.joining())
        + section(RunTable.SCHEMA);
  }

  private static String section(TableSchema<?> table) {
    String part = table.part().map(column -> ", part: `" + column.name() + "`").orElse("");
    return "\n## %s\n\n%s. Item: `%s`%s.\n\n"
            .formatted(table.name(), table.doc(), table.item().name(), part)
        + rows(table.columns());
  }

  private static String rows(List<Column<?>> columns) {
    return "| column | type | nullable | meaning |\n|---|---|---|---|\n"
        + columns.stream().map(TablesPage::row).collect(Collectors.joining());
  }

  private static String row(Column<?> column) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            column.name(),
            column.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            column.nullable() ? "yes" : "",
            column.doc().replace("|", "\\|"));
  }
}
