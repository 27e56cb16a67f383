package io.kinolake.training.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.check.Finding;
import io.kinolake.models.check.GoldenCheck;
import io.kinolake.models.check.GoldenFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks records of Diffusion-DPO: losses and gradients of recorded outputs, weights of pairs, and
 * the files that are made of scores.
 */
public final class PreferenceCheck implements GoldenCheck {
  private static final String KIND = "dpo";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public boolean recognises(Path folder) {
    return GoldenFolder.kindOf(folder).equals(KIND);
  }

  @Override
  public List<Finding> check(Path folder) {
    List<Finding> findings = new ArrayList<>(new PreferenceLossCheck(KIND).check(folder));
    try (GoldenFolder golden = GoldenFolder.open(folder)) {
      findings.addAll(PreferenceFileCheck.check(golden));
      int number = 0;
      for (JsonNode recorded : golden.config().path("cases")) {
        double weight = PreferenceLossCheck.weight(golden, recorded);
        double error = Math.abs(weight - recorded.path("weight").asDouble());
        findings.add(
            new Finding(
                "case%d.weight".formatted(number++),
                "%.2e".formatted(error),
                "1e-09",
                error <= 1e-9));
      }
    }
    return findings;
  }
}
