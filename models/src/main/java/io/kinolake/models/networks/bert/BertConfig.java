package io.kinolake.models.networks.bert;

import com.fasterxml.jackson.databind.JsonNode;

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

  /** Step-Video's Hunyuan CLIP. */
  public static BertConfig hunyuanClip() {
    return new BertConfig(47020, 512, 2, 1024, 4096, 24, 16, 1e-12f);
  }

  /** The sizes in a {@code config.json} of the transformers library. */
  public static BertConfig of(JsonNode json) {
    return new BertConfig(
        json.path("vocab_size").asInt(),
        json.path("max_position_embeddings").asInt(),
        json.path("type_vocab_size").asInt(),
        json.path("hidden_size").asInt(),
        json.path("intermediate_size").asInt(),
        json.path("num_hidden_layers").asInt(),
        json.path("num_attention_heads").asInt(),
        (float) json.path("layer_norm_eps").asDouble());
  }
}
