package io.kinolake.jobs.cli;

import io.kinolake.jobs.meta.QuarantineView;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what failed, and why. */
@Command(
    name = "quarantine",
    mixinStandardHelpOptions = true,
    description = {"Shows what failed, and why.", "'run --retry-failed' tries it again."},
    footer = {"", "Example:", "  kinolake quarantine --limit 20"})
final class QuarantineCommand extends LakeCommand {
  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "Rows to show at most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  int run(LakeSession session) {
    Dataset<Row> rows = new QuarantineView(session.lake()).rows();
    List<Row> shown = rows.limit(limit).collectAsList();
    for (Row row : shown) {
      for (String column : rows.columns()) {
        Object value = row.getAs(column);
        if (value != null && !value.toString().isEmpty()) {
          System.out.printf("%-14s %s%n", column, value);
        }
      }
      System.out.println();
    }
    System.out.println(shown.isEmpty() ? "Nothing has failed." : shown.size() + " shown.");
    return 0;
  }
}
