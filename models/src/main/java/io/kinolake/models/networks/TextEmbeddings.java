package io.kinolake.models.networks;

import io.kinolake.models.tensor.HostTensor;

/**
 * What an encoder made of texts.
 *
 * @param vectors F32 [texts, tokens, width]
 * @param visible F32 [texts, tokens], one for a text's own tokens and zero for what fills it up
 */
public record TextEmbeddings(HostTensor vectors, HostTensor visible) {}
