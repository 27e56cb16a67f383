package io.kinolake.jobs.cli;

import static org.apache.spark.sql.functions.col;

import io.kinolake.schemas.tables.VideoTable;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the known places again and brings every table up to date. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = "Lists the places of earlier runs again and does what is new or changed.",
    footer = {"", "Example:", "  kinolake refresh --warehouse s3a://bucket/lake"})
final class RefreshCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Override
  int run(LakeSession session) {
    new Refresh(session, config(), refresh).run(knownRoots(session));
    return 0;
  }

  private static List<String> knownRoots(LakeSession session) {
    return session
        .lake()
        .require(VideoTable.SCHEMA)
        .live()
        .where(col(VideoTable.ROOT.name()).isNotNull())
        .select(col(VideoTable.ROOT.name()))
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
