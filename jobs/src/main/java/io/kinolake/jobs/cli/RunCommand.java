package io.kinolake.jobs.cli;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sources and brings every table up to date. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the lakehouse up to date with a folder of videos.",
      "A second run does only what is new or changed."
    },
    footer = {
      "",
      "Examples:",
      "  kinolake run --videos /data/films",
      "  kinolake run --videos 's3a://bucket/raw/*.mp4' --warehouse s3a://bucket/lake",
      "  kinolake run --videos list.csv --set scenes.detector=content"
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private RefreshOptions refresh;

  @Option(
      names = "--videos",
      required = true,
      paramLabel = "DIR|GLOB|LIST|TABLE",
      description = "Folder, glob, text list, or table with a 'path' column; may be repeated.")
  private List<String> videos;

  @Override
  public Integer call() {
    PipelineConfig config = common.loadConfig();
    try (LakeSession session = LakeSession.open(common)) {
      return session.whileLocked(() -> run(session, config));
    }
  }

  private int run(LakeSession session, PipelineConfig config) {
    ListVideos list = ListVideos.of(session.spark(), videos, config.list());
    return refresh.run(session, VideoPipeline.of(config, list, session.lake().root()), config);
  }
}
