/**
 * Checkpoints of Step-Video's transformer as MindSpeed-MM keeps them: a tree in which every rank of
 * tensor and pipeline parallelism has a file. {@link io.kinolake.training.convert.TensorSplit} and
 * {@link io.kinolake.training.convert.PipelineStages} say which rank holds what. {@link
 * io.kinolake.training.convert.MindSpeedTree} reads a tree as the published weights, {@link
 * io.kinolake.training.convert.MindSpeedWriter} writes one, and {@link
 * io.kinolake.training.convert.CheckpointConverter} goes from one form to another.
 *
 * <p>Names without more are the published ones, and whole tensors are arranged as published.
 */
package io.kinolake.training.convert;
