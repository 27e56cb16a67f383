/**
 * The picture autoencoder of Stable Diffusion (Rombach et al., 2022): {@link
 * io.kinolake.models.networks.sdvae.SdVae} turns pictures into latents of an eighth of their size
 * and back. Parameter names are those of diffusers' {@code AutoencoderKL}.
 */
package io.kinolake.models.networks.sdvae;
