package io.kinolake.jobs.cli;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import io.kinolake.schemas.tables.VideoTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the known places again and brings every table up to date. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = "Lists the places of earlier runs again and does what is new or changed.",
    footer = {"", "Example:", "  kinolake refresh --warehouse s3a://bucket/lake"})
final class RefreshCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private RefreshOptions refresh;

  @Override
  public Integer call() {
    PipelineConfig config = common.loadConfig();
    try (LakeSession session = LakeSession.open(common)) {
      return session.whileLocked(() -> run(session, config));
    }
  }

  private int run(LakeSession session, PipelineConfig config) {
    ListVideos list = ListVideos.of(session.spark(), knownRoots(session), config.list());
    return refresh.run(session, VideoPipeline.of(config, list, session.lake().root()), config);
  }

  private static List<String> knownRoots(LakeSession session) {
    return session
        .lake()
        .require(VideoTable.SCHEMA)
        .live()
        .select(col(VideoTable.ROOT.name()))
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
