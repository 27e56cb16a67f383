/**
 * LLaMA (Touvron et al., 2023) as a decoder that can remember: {@link
 * io.kinolake.models.networks.llama.LlamaNetwork}. Parameter names are those of Hugging Face's
 * {@code LlamaForCausalLM}.
 */
package io.kinolake.models.networks.llama;
