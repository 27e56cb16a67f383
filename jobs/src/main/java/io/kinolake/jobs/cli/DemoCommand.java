package io.kinolake.jobs.cli;

import io.kinolake.media.synth.DemoVideos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes sample videos and runs the whole pipeline on them. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Makes a dozen sample videos and runs the whole pipeline on them.",
    footer = {"", "Example:", "  kinolake demo"})
final class DemoCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Option(
      names = "--samples",
      paramLabel = "DIR",
      defaultValue = "./demo-videos",
      description = "Where the sample videos go (default: ${DEFAULT-VALUE}).")
  private Path samples;

  @Override
  int run(LakeSession session) {
    if (!Files.isDirectory(samples)) {
      System.out.println("Making sample videos in " + samples);
      DemoVideos.write(samples);
    }
    new Refresh(session, config(), refresh).run(List.of(samples.toString()));
    return 0;
  }
}
