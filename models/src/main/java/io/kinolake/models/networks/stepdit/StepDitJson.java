package io.kinolake.models.networks.stepdit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the sizes that a folder of recorded tensors states. */
public final class StepDitJson {
  private StepDitJson() {}

  /** The sizes under {@code model}. */
  public static StepDitConfig config(JsonNode json) {
    JsonNode model = json.path("model");
    List<Integer> parts = new ArrayList<>();
    model.path("channel_split").forEach(part -> parts.add(part.asInt()));
    return new StepDitConfig(
        model.path("in_channels").asInt(),
        model.path("out_channels").asInt(),
        model.path("patch_size").asInt(1),
        model.path("num_attention_heads").asInt(),
        model.path("attention_head_dim").asInt(),
        parts,
        model.path("num_layers").asInt(),
        model.path("caption_channels").path(0).asInt(),
        model.path("caption_channels").path(1).asInt(),
        model.path("use_additional_conditions").asBoolean(false));
  }
}
