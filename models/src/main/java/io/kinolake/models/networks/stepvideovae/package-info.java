/**
 * The video autoencoder of Step-Video (Ma et al., 2025): {@link
 * io.kinolake.models.networks.stepvideovae.StepVideoVae} turns each 17 frames into 3 latent frames
 * of a sixteenth of their height and width, and back. Within the networks a video is [frames,
 * height, width, channels]; chunks of a video know nothing of each other, so that a network sees
 * one at a time. Parameter names are those of the published {@code vae_v2.safetensors}.
 */
package io.kinolake.models.networks.stepvideovae;
