/**
 * BERT (Devlin et al., 2019), which Step-Video reads captions with under the name Hunyuan CLIP:
 * {@link io.kinolake.models.networks.bert.BertNetwork}. Parameter names are those of Hugging Face's
 * {@code BertModel}.
 */
package io.kinolake.models.networks.bert;
