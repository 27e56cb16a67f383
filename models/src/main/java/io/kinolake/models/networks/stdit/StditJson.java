package io.kinolake.models.networks.stdit;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the sizes that a folder of recorded tensors states. */
public final class StditJson {
  private StditJson() {}

  /** The sizes under {@code model}. */
  public static StditConfig config(JsonNode json) {
    JsonNode model = json.path("model");
    int width = model.path("hidden_size").asInt();
    return new StditConfig(
        model.path("in_channels").asInt(),
        model.path("patch_size").path(1).asInt(),
        width,
        model.path("depth").asInt(),
        model.path("num_heads").asInt(),
        (int) (width * model.path("mlp_ratio").asDouble()),
        model.path("caption_channels").asInt(),
        model.path("model_max_length").asInt(),
        model.path("space_scale").asDouble(1),
        model.path("time_scale").asDouble(1));
  }
}
