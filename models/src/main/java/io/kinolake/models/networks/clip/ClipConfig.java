package io.kinolake.models.networks.clip;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Sizes of a CLIP model with a vision transformer (Radford et al., 2021).
 *
 * @param embedDim length of the common embedding
 * @param vision the picture side
 * @param text the text side
 */
public record ClipConfig(int embedDim, Vision vision, Text text) {
  /** Width of the MLP of published models, in widths of the block. */
  static final int MLP_RATIO = 4;

  /** Epsilon of every layer normalisation. */
  static final float EPSILON = 1e-5f;

  /**
   * Sizes of the picture side.
   *
   * @param resolution height and width of the pictures, pixels
   * @param patch height and width of a patch, pixels
   * @param width length of a token
   * @param layers number of blocks
   * @param heads attention heads; {@code width} is a multiple
   * @param inner width of the MLP
   */
  public record Vision(int resolution, int patch, int width, int layers, int heads, int inner) {
    /** Patches of a picture, without the class token. */
    public int patches() {
      return (resolution / patch) * (resolution / patch);
    }
  }

  /**
   * Sizes of the text side.
   *
   * @param vocabulary number of token ids
   * @param context number of tokens
   * @param width length of a token's vector
   * @param layers number of blocks
   * @param heads attention heads; {@code width} is a multiple
   * @param inner width of the MLP
   */
  public record Text(int vocabulary, int context, int width, int layers, int heads, int inner) {}

  /** The published ViT-L/14, on which LAION's aesthetic predictor was trained. */
  public static ClipConfig vitL14() {
    return new ClipConfig(
        768, new Vision(224, 14, 1024, 24, 16, 4096), new Text(49408, 77, 768, 12, 12, 3072));
  }

  /** The published ViT-B/32. */
  public static ClipConfig vitB32() {
    return new ClipConfig(
        512, new Vision(224, 32, 768, 12, 12, 3072), new Text(49408, 77, 512, 12, 8, 2048));
  }

  /** The sizes under the names that openai's code gives them; every MLP is four times as wide. */
  public static ClipConfig of(JsonNode json) {
    return new ClipConfig(
        json.path("embed_dim").asInt(),
        new Vision(
            json.path("image_resolution").asInt(),
            json.path("vision_patch_size").asInt(),
            json.path("vision_width").asInt(),
            json.path("vision_layers").asInt(),
            json.path("vision_heads").asInt(),
            MLP_RATIO * json.path("vision_width").asInt()),
        new Text(
            json.path("vocab_size").asInt(),
            json.path("context_length").asInt(),
            json.path("transformer_width").asInt(),
            json.path("transformer_layers").asInt(),
            json.path("transformer_heads").asInt(),
            MLP_RATIO * json.path("transformer_width").asInt()));
  }
}
