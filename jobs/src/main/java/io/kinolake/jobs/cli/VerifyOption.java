package io.kinolake.jobs.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** Whether sources are decoded when they are looked at. Filled by picocli. */
final class VerifyOption {
  @Option(
      names = "--verify",
      description = "Decode every frame of the sources to find damage; the same as probe.verify.")
  private boolean verify;

  /** The settings that it stands for. */
  Map<String, String> settings() {
    return verify ? Map.of("probe.verify", "true") : Map.of();
  }
}
