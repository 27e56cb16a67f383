package io.kinolake.jobs.cli;

import io.kinolake.jobs.tables.LakeTable;
import picocli.CommandLine.Command;

/** Shows the tables of a warehouse. */
@Command(
    name = "tables",
    mixinStandardHelpOptions = true,
    description = "Shows the tables with their version, live rows and rows that hold a result.",
    footer = {"", "Example:", "  kinolake tables --warehouse ./warehouse"})
final class TablesCommand extends LakeCommand {

  @Override
  int run(LakeSession session) {
    System.out.printf("%-16s %8s %10s %10s  %s%n", "table", "version", "live", "results", "path");
    for (LakeTable<?> table : session.lake().existing()) {
      System.out.printf(
          "%-16s %8d %10d %10d  %s%n",
          table.schema().name(),
          table.version(),
          table.live().count(),
          table.results().count(),
          table.path());
    }
    return 0;
  }
}
