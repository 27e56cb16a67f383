/**
 * Open-Sora 1.0's diffusion transformer, which attends within frames and along time in turn. {@link
 * io.kinolake.models.networks.stdit.Stdit} is the whole network, {@link
 * io.kinolake.models.networks.stdit.StditBlock} one block, {@link
 * io.kinolake.models.networks.stdit.StditPositions} the tables of positions that belong to a size,
 * and {@link io.kinolake.models.networks.stdit.StditNetwork} runs it. Parameter names are those of
 * hpcaitech/Open-Sora.
 */
package io.kinolake.models.networks.stdit;
