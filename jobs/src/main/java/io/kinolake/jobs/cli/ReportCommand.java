package io.kinolake.jobs.cli;

import io.kinolake.jobs.meta.Funnel;
import io.kinolake.schemas.tables.VideoTable;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the report and prints the funnel. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Prints what became of every source and clip, and writes the HTML report.",
    footer = {"", "Example:", "  kinolake report --output report.html"})
final class ReportCommand extends LakeCommand {
  @Option(
      names = "--output",
      paramLabel = "FILE|URI",
      description = "Where to write (default: report.html in the warehouse).")
  private String output;

  @Override
  int run(LakeSession session) {
    session.lake().require(VideoTable.SCHEMA);
    Funnel funnel = Funnel.of(session.lake());
    System.out.println(funnel.toText());
    String target = Optional.ofNullable(output).orElse(session.lake().root() + "/report.html");
    new ReportFile(session, funnel).write(target);
    System.out.println("Report: " + target);
    return 0;
  }
}
