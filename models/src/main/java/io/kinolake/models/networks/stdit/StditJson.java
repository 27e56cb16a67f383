package io.kinolake.models.networks.stdit;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the sizes that a folder of recorded tensors states. */
public final class StditJson {
  private StditJson() {}

  /** The sizes under {@code model}. */
  public static StditConfig config(JsonNode json) {
    return StditConfig.of(json.path("model"));
  }
}
