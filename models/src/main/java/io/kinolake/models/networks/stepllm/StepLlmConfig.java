package io.kinolake.models.networks.stepllm;

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

  /** Length of a head's vectors. */
  public int headSize() {
    return width / heads;
  }

  /** Width of the gated MLP: the wanted one, up to the next multiple of 256. */
  public int inner() {
    return (feedForward + INNER_STEP - 1) / INNER_STEP * INNER_STEP;
  }
}
