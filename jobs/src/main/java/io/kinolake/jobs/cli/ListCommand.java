package io.kinolake.jobs.cli;

import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.list.ListVideos;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists sources only. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Brings the table of sources up to date, and no other.",
    footer = {"", "Example:", "  kinolake list --videos /data/films"})
final class ListCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Mixin private SourceOptions sources;

  @Override
  int run(LakeSession session) {
    PipelineConfig config = config();
    return session.whileLocked(
        () -> {
          ListVideos list = ListVideos.of(session.spark(), sources.videos(), config.list());
          StepCommand.runSteps(session, List.of(list), config, refresh);
          return 0;
        });
  }
}
