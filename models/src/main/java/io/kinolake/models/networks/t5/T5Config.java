package io.kinolake.models.networks.t5;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Sizes of a T5 v1.1 encoder.
 *
 * @param vocabulary number of token ids
 * @param width length of a token's vector
 * @param headSize length of a head's vectors; heads need not add up to {@code width}
 * @param inner width of the gated MLP
 * @param layers number of blocks
 * @param heads attention heads
 * @param buckets how distances are told apart
 * @param epsilon of the norms
 */
public record T5Config(
    int vocabulary,
    int width,
    int headSize,
    int inner,
    int layers,
    int heads,
    DistanceBuckets buckets,
    float epsilon) {

  /** The published v1.1-xxl, which Open-Sora uses. */
  public static T5Config xxl() {
    return new T5Config(32128, 4096, 64, 10240, 24, 64, new DistanceBuckets(32, 128), 1e-6f);
  }

  /** The sizes in a {@code config.json} of the transformers library. */
  public static T5Config of(JsonNode json) {
    return new T5Config(
        json.path("vocab_size").asInt(),
        json.path("d_model").asInt(),
        json.path("d_kv").asInt(),
        json.path("d_ff").asInt(),
        json.path("num_layers").asInt(),
        json.path("num_heads").asInt(),
        new DistanceBuckets(
            json.path("relative_attention_num_buckets").asInt(),
            json.path("relative_attention_max_distance").asInt()),
        (float) json.path("layer_norm_epsilon").asDouble());
  }
}
