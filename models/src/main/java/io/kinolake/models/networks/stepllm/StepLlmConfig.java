package io.kinolake.models.networks.stepllm;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.weights.ConfigValues;

/**
 * Sizes of Step-Video's language model.
 *
 * @param vocabulary number of token ids, filled up to what the checkpoint holds
 * @param width length of a token's vector
 * @param feedForward wanted width of the gated MLP; see {@link #inner}
 * @param layers number of blocks
 * @param heads attention heads; {@code width} is a multiple
 * @param groups of heads that share keys and values; {@code heads} is a multiple
 * @param epsilon of the norms
 */
public record StepLlmConfig(
    int vocabulary, int width, int feedForward, int layers, int heads, int groups, float epsilon) {
  private static final int INNER_STEP = 256;

  public StepLlmConfig {
    if (width % heads != 0 || heads % groups != 0) {
      throw new IllegalArgumentException(
          "A width of %d does not fall to %d heads in %d groups".formatted(width, heads, groups));
    }
  }

  /**
   * The sizes in a published {@code config.json}.
   *
   * @throws io.kinolake.schemas.failure.KinolakeException BAD_CONFIG if one is missing
   */
  public static StepLlmConfig of(JsonNode json) {
    ConfigValues values = new ConfigValues(json);
    return new StepLlmConfig(
        values.integer("padded_vocab_size"),
        values.integer("hidden_size"),
        values.integer("ffn_hidden_size"),
        values.integer("num_layers"),
        values.integer("num_attention_heads"),
        values.integer("num_attention_groups"),
        values.real("layernorm_epsilon"));
  }

  /** Length of a head's vectors. */
  public int headSize() {
    return width / heads;
  }

  /** Width of the gated MLP: the wanted one, up to the next multiple of 256. */
  public int inner() {
    return (feedForward + INNER_STEP - 1) / INNER_STEP * INNER_STEP;
  }
}
