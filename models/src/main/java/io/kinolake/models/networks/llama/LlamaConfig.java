package io.kinolake.models.networks.llama;

/**
 * Sizes of a LLaMA model.
 *
 * @param vocabulary number of token ids
 * @param width length of a token's vector
 * @param inner width of the gated MLP
 * @param layers number of blocks
 * @param heads attention heads; {@code width} is a multiple
 * @param groups of heads that share keys and values; {@code heads} is a multiple
 * @param epsilon of the norms
 * @param rotaryBase base of the rotary positions
 */
public record LlamaConfig(
    int vocabulary,
    int width,
    int inner,
    int layers,
    int heads,
    int groups,
    float epsilon,
    double rotaryBase) {

  public LlamaConfig {
    if (width % heads != 0 || heads % groups != 0) {
      throw new IllegalArgumentException(
          "A width of %d does not fall to %d heads in %d groups".formatted(width, heads, groups));
    }
  }

  /** The language model of LLaVA 1.5 with seven billion parameters. */
  public static LlamaConfig vicuna7b() {
    return new LlamaConfig(32000, 4096, 11008, 32, 32, 32, 1e-5f, 10000);
  }

  /** Length of a head's vectors. */
  public int headSize() {
    return width / heads;
  }
}
