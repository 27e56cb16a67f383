/**
 * Videos from prompts. A {@link io.kinolake.training.sample.VideoSampler} takes prompts through a
 * {@link io.kinolake.training.sample.SamplingModel} - texts to embeddings, noise to latents,
 * latents to pictures - and leaves videos, a grid of them and the table {@code samples} in a {@link
 * io.kinolake.training.sample.SampleFolder}. {@link io.kinolake.training.sample.SamplingModels}
 * opens published and trained models.
 */
package io.kinolake.training.sample;
