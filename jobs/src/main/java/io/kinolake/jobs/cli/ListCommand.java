package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sources only. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Brings the table of sources up to date, and no other.",
    footer = {"", "Example:", "  kinolake list --videos /data/films"})
final class ListCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Option(
      names = "--videos",
      required = true,
      paramLabel = "DIR|GLOB|LIST|TABLE",
      description = "Folder, glob, text list, or table with a 'path' column; may be repeated.")
  private List<String> videos;

  @Override
  int run(LakeSession session) {
    PipelineConfig config = common().loadConfig();
    return session.whileLocked(
        () -> {
          ListVideos list = ListVideos.of(session.spark(), videos, config.list());
          StepCommand.runSteps(session, List.of(list), config, refresh);
          return 0;
        });
  }
}
