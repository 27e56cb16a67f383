package io.kinolake.models.networks.llava;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.llama.LlamaConfig;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the sizes of a model from the configuration of a folder of recorded tensors. */
final class LlavaConfigFile {
  private static final Pattern MLP = Pattern.compile("mlp(\\d{1,3})x_gelu");

  private LlavaConfigFile() {}

  /**
   * The sizes.
   *
   * @throws KinolakeException BAD_CONFIG for a form of the model that is not implemented
   */
  static LlavaConfig read(JsonNode json) {
    require(json.at("/vision_act"), "quick_gelu");
    require(json.at("/text/hidden_act"), "silu");
    require(json.at("/mm_vision_select_feature"), "patch");
    ClipConfig.Vision vision = vision(json.path("vision"));
    int select = json.path("mm_vision_select_layer").asInt();
    return new LlavaConfig(
        vision,
        select < 0 ? vision.layers() + 1 + select : select,
        projectorLayers(json.path("mm_projector_type").asText()),
        text(json.path("text")),
        json.path("image_token_index").asInt(LlavaConfig.IMAGE_TOKEN));
  }

  private static ClipConfig.Vision vision(JsonNode json) {
    return new ClipConfig.Vision(
        json.path("image_size").asInt(),
        json.path("patch_size").asInt(),
        json.path("hidden_size").asInt(),
        json.path("num_hidden_layers").asInt(),
        json.path("num_attention_heads").asInt(),
        json.path("intermediate_size").asInt());
  }

  private static LlamaConfig text(JsonNode json) {
    int heads = json.path("num_attention_heads").asInt();
    return new LlamaConfig(
        json.path("vocab_size").asInt(),
        json.path("hidden_size").asInt(),
        json.path("intermediate_size").asInt(),
        json.path("num_hidden_layers").asInt(),
        heads,
        json.path("num_key_value_heads").asInt(heads),
        (float) json.path("rms_norm_eps").asDouble(),
        json.path("rope_theta").asDouble(10000));
  }

  private static int projectorLayers(String type) {
    Matcher mlp = MLP.matcher(type);
    if (type.equals("linear")) {
      return 1;
    }
    if (!mlp.matches()) {
      throw unknown("mm_projector_type", type, "linear or mlpNx_gelu");
    }
    return Integer.parseInt(mlp.group(1));
  }

  private static void require(JsonNode found, String known) {
    if (!found.isMissingNode() && !found.asText().equals(known)) {
      throw unknown("a part", found.asText(), known);
    }
  }

  private static KinolakeException unknown(String name, String value, String known) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "The configuration of LLaVA asks for %s '%s'; implemented is %s."
            .formatted(name, value, known));
  }
}
