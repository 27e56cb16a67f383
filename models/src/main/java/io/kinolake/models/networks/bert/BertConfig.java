package io.kinolake.models.networks.bert;

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
}
