package io.kinolake.jobs.cli;

import io.kinolake.jobs.VideoPipeline;
import io.kinolake.jobs.config.PipelineConfig;
import io.kinolake.jobs.refresh.PipelineStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one step on what the steps before it have left. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Runs this step alone, on what the steps before it have left.",
    footer = {"", "Example:", "  kinolake ${COMMAND-NAME} --warehouse ./warehouse"})
class StepCommand extends LakeCommand {
  /** The step of each command. */
  static final Map<String, String> STEPS =
      new TreeMap<>(
          Map.of(
              "probe", "probe-videos",
              "scenes", "detect-scenes",
              "cut", "cut-clips",
              "score", "score-clips",
              "curate", "curate-clips",
              "caption", "caption-clips",
              "clean", "clean-captions",
              "match", "match-captions",
              "features", "extract-features"));

  @Mixin private RefreshOptions refresh;

  private final String step;

  StepCommand(String step) {
    this.step = step;
  }

  /** The command that runs a step, by the command's name. */
  static StepCommand of(String command) {
    return command.equals(ProbeCommand.NAME)
        ? new ProbeCommand()
        : new StepCommand(STEPS.get(command));
  }

  @Override
  int run(LakeSession session) {
    PipelineConfig config = config();
    List<PipelineStep> steps =
        VideoPipeline.afterListing(config, session.lake().root()).stream()
            .filter(candidate -> candidate.name().equals(step))
            .toList();
    steps.forEach(chosen -> chosen.reads().forEach(session.lake()::require));
    return session.whileLocked(
        () -> {
          runSteps(session, steps, config, refresh);
          return 0;
        });
  }

  static void runSteps(
      LakeSession session, List<PipelineStep> steps, PipelineConfig config, RefreshOptions how) {
    if (how.isDryRun()) {
      how.plan(session, steps, config);
    } else {
      how.run(session, steps, config);
    }
  }
}
