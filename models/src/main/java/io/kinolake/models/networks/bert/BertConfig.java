package io.kinolake.models.networks.bert;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.weights.ConfigValues;

/**
 * Sizes of a BERT encoder.
 *
 * @param vocabulary number of token ids
 * @param positions most tokens of a text
 * @param types number of kinds of segments
 * @param width length of a token's vector
 * @param inner width of the MLP
 * @param layers number of blocks
 * @param heads attention heads; {@code width} is a multiple
 * @param epsilon of the norms
 */
public record BertConfig(
    int vocabulary,
    int positions,
    int types,
    int width,
    int inner,
    int layers,
    int heads,
    float epsilon) {

  /**
   * The sizes in a {@code config.json} of the transformers library.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if one is missing
   */
  public static BertConfig of(JsonNode json) {
    ConfigValues values = new ConfigValues(json);
    return new BertConfig(
        values.integer("vocab_size"),
        values.integer("max_position_embeddings"),
        values.integer("type_vocab_size"),
        values.integer("hidden_size"),
        values.integer("intermediate_size"),
        values.integer("num_hidden_layers"),
        values.integer("num_attention_heads"),
        values.real("layer_norm_eps"));
  }

  /** Step-Video's Hunyuan CLIP. */
  public static BertConfig hunyuanClip() {
    return new BertConfig(47020, 512, 2, 1024, 4096, 24, 16, 1e-12f);
  }
}
