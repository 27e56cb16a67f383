/**
 * Step-Video's diffusion transformer, for text to video and image to video. {@link
 * io.kinolake.models.networks.stepdit.StepDit} is the whole network; its ends are in {@link
 * io.kinolake.models.networks.stepdit.StepDitEmbedding} and {@link
 * io.kinolake.models.networks.stepdit.StepDitOutput}, and {@link
 * io.kinolake.models.networks.stepdit.StepDitBlock} is cut where ranks that share a block's heads
 * have to add up what they found. {@link io.kinolake.models.networks.stepdit.StepDitNetwork} runs
 * it. Parameter names are those of stepfun-ai/Step-Video-T2V and -TI2V.
 */
package io.kinolake.models.networks.stepdit;
