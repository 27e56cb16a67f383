package io.kinolake.models.networks.llava;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.networks.clip.ClipConfig;
import io.kinolake.models.networks.llama.LlamaConfig;
import io.kinolake.models.tensor.Shape;
import io.kinolake.models.weights.TensorInfo;
import io.kinolake.models.weights.WeightSource;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;

/**
 * Tells the sizes of a published LLaVA model: those that show in the weights from their shapes, the
 * others from {@code config.json}, in the original's keys or in those of {@code llava-hf} ({@code
 * text_config}, {@code vision_config}).
 */
final class LlavaSizes {
  private static final int VISION_HEAD = 64;
  private static final int TEXT_HEADS = 32;
  private static final String LAYERS = "layers.";

  private final JsonNode config;
  private final WeightSource weights;
  private final String vision;
  private final String text;

  private LlavaSizes(JsonNode config, WeightSource weights) {
    this.config = config;
    this.weights = weights;
    boolean converted = LlavaLayouts.isConverted(weights);
    this.vision = converted ? LlavaLayouts.CONVERTED_TOWER : LlavaLayouts.ORIGINAL_TOWER;
    this.text = converted ? LlavaLayouts.CONVERTED_TEXT + "model." : "model.";
  }

  /**
   * The sizes of a model.
   *
   * @throws KinolakeException BAD_CONFIG for a form of the model that is not implemented;
   *     WRONG_WEIGHTS if these are not the weights of a whole one
   */
  static LlavaConfig of(JsonNode config, WeightSource weights) {
    return new LlavaSizes(config, weights).read();
  }

  private LlavaConfig read() {
    require("image_aspect_ratio", "pad");
    require("mm_vision_select_feature", "patch");
    require("vision_feature_select_strategy", "default");
    require("mm_use_im_start_end", "false");
    ClipConfig.Vision seen = vision();
    int select =
        config
            .path("mm_vision_select_layer")
            .asInt(config.path("vision_feature_layer").asInt(/* defaultValue= */ -2));
    return new LlavaConfig(
        seen,
        select < 0 ? seen.layers() + 1 + select : select,
        projectorLayers(),
        text(),
        LlavaConfig.IMAGE_TOKEN);
  }

  private ClipConfig.Vision vision() {
    Shape patches = shape(vision + "embeddings.patch_embedding.weight", 4);
    Shape places = shape(vision + "embeddings.position_embedding.weight", 2);
    Shape inner = shape(vision + "encoder.layers.0.mlp.fc1.weight", 2);
    int width = dim(patches, 0);
    int patch = dim(patches, 2);
    int side = (int) Math.round(Math.sqrt(dim(places, 0) - 1.0));
    int heads = Math.max(1, width / VISION_HEAD);
    return new ClipConfig.Vision(
        side * patch,
        patch,
        width,
        count(vision + "encoder." + LAYERS),
        config.path("vision_config").path("num_attention_heads").asInt(heads),
        dim(inner, 0));
  }

  private LlamaConfig text() {
    JsonNode own = config.has("text_config") ? config.path("text_config") : config;
    String activation = own.path("hidden_act").asText("silu");
    if (!activation.equals("silu")) {
      throw unknown("hidden_act", activation, "silu");
    }
    Shape words = shape(text + "embed_tokens.weight", 2);
    int width = dim(words, 1);
    int heads = own.path("num_attention_heads").asInt(TEXT_HEADS);
    if (heads < 1 || width % heads != 0) {
      throw unknown("num_attention_heads", heads + "", "a divisor of the width " + width);
    }
    int keys = dim(shape(text + "layers.0.self_attn.k_proj.weight", 2), 0);
    return new LlamaConfig(
        dim(words, 0),
        width,
        dim(shape(text + "layers.0.mlp.gate_proj.weight", 2), 0),
        count(text + LAYERS),
        heads,
        Math.max(1, keys / (width / heads)),
        (float) own.path("rms_norm_eps").asDouble(1e-5),
        own.path("rope_theta").asDouble(10000));
  }

  private int projectorLayers() {
    return Math.toIntExact(
        weights.tensors().keySet().stream()
            .filter(
                name ->
                    name.startsWith(LlavaLayouts.PROJECTOR)
                        || name.startsWith("multi_modal_projector.linear_"))
            .filter(name -> name.endsWith("weight"))
            .count());
  }

  private void require(String key, String known) {
    String found = config.path(key).asText(known);
    if (!found.equals(known)) {
      throw unknown(key, found, known);
    }
  }

  private int count(String prefix) {
    return (int)
        weights.tensors().keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> name.substring(prefix.length()).split("\\.", 2)[0])
            .distinct()
            .count();
  }

  private Shape shape(String name, int rank) {
    TensorInfo info = weights.tensors().get(name);
    if (info == null || info.shape().rank() != rank) {
      throw new KinolakeException(
          FailureCode.WRONG_WEIGHTS,
          "%s holds no LLaVA model: '%s' is %s. Take the folder of a whole model, such as liuhaotian/llava-v1.5-7b."
              .formatted(
                  weights.origin(), name, info == null ? "missing" : "of shape " + info.shape()));
    }
    return info.shape();
  }

  private static int dim(Shape shape, int axis) {
    return Math.toIntExact(shape.dim(axis));
  }

  private static KinolakeException unknown(String key, String value, String known) {
    return new KinolakeException(
        FailureCode.BAD_CONFIG,
        "This LLaVA model's config.json sets %s to '%s'; only %s can be run. Take a model of the form of llava-v1.5, or ask a server (captioner openai)."
            .formatted(key, value, known));
  }
}
