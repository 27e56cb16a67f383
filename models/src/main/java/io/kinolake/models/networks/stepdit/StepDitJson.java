package io.kinolake.models.networks.stepdit;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the sizes that a folder of recorded tensors states. */
public final class StepDitJson {
  private StepDitJson() {}

  /** The sizes under {@code model}. */
  public static StepDitConfig config(JsonNode json) {
    return StepDitConfig.of(json.path("model"));
  }
}
