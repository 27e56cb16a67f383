/**
 * LLaVA (Liu et al., 2023): CLIP's tokens of pictures, projected, take their places among the words
 * that LLaMA reads. {@link io.kinolake.models.networks.llava.Llava} answers prompts; {@link
 * io.kinolake.models.networks.llava.LlavaLayouts} knows the published ways to name its weights.
 */
package io.kinolake.models.networks.llava;
