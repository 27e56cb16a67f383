package io.kinolake.jobs.dropin;

import java.util.List;
import java.util.Map;

/** The recorded cases in which we differ from the original on purpose, each with its reason. */
final class GoldenDifferences {
  private static final Map<String, String> REASONS =
      Map.of(
          "tools.datasets.convert image tree --output noparent.csv",
          "An output without a folder part works here; the original fails on it.");

  private GoldenDifferences() {}

  static boolean allows(String module, List<String> arguments) {
    return REASONS.containsKey(module + " " + String.join(" ", arguments));
  }
}
