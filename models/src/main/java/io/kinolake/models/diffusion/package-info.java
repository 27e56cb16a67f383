/**
 * Diffusion without a network: the times, the noise, the losses and the loops around it. Two kinds:
 * flow matching ({@link io.kinolake.models.diffusion.FlowSchedule}, {@link
 * io.kinolake.models.diffusion.FlowMatchingLoss}, {@link io.kinolake.models.diffusion.FlowSampler})
 * for Step-Video and improved DDPM ({@link io.kinolake.models.diffusion.IddpmSchedule}, {@link
 * io.kinolake.models.diffusion.IddpmLoss}, {@link io.kinolake.models.diffusion.IddpmSampler}) for
 * Open-Sora. Samplers work on host tensors and ask a {@link io.kinolake.models.diffusion.Denoiser},
 * so that any engine may stand behind it; losses are parts of a graph.
 */
package io.kinolake.models.diffusion;
