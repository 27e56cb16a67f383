package io.kinolake.jobs.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class RunCommand extends LakeCommand {
  @Mixin private RefreshOptions refresh;

  @Mixin private SourceOptions sources;

  @Mixin private VerifyOption verify;

  @Override
  Map<String, String> ownSettings() {
    return verify.settings();
  }

  @Override
  int run(LakeSession session) {
    new Refresh(session, config(), refresh).run(sources.videos());
    return 0;
  }
}
