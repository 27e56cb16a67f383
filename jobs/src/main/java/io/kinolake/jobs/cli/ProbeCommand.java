package io.kinolake.jobs.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;

/** The step that looks at the sources, which may decode them. */
final class ProbeCommand extends StepCommand {
  /** The command's name. */
  static final String NAME = "probe";

  @Mixin private VerifyOption verify;

  ProbeCommand() {
    super(STEPS.get(NAME));
  }

  @Override
  Map<String, String> ownSettings() {
    return verify.settings();
  }
}
