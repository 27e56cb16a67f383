package io.kinolake.models.networks;

import io.kinolake.models.tensor.HostTensor;
import io.kinolake.models.tensor.TensorRows;

/**
 * What an encoder made of texts.
 *
 * @param vectors F32 [texts, tokens, width]
 * @param visible F32 [texts, tokens], one for a text's own tokens and zero for what fills it up
 */
public record TextEmbeddings(HostTensor vectors, HostTensor visible) {

  /**
   * The first vectors of a text.
   *
   * @param text its number, from 0
   * @param tokens how many
   * @return F32 [tokens, width]
   */
  public HostTensor of(int text, int tokens) {
    return TensorRows.slice(TensorRows.row(vectors, text), 0, tokens);
  }
}
