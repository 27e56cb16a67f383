/**
 * Training samples: which there are, in what order, and their tensors. {@link
 * io.kinolake.training.data.TrainingData} reads the manifest of a warehouse through Delta Kernel,
 * {@link io.kinolake.training.data.Sampler} puts its samples in order, {@link
 * io.kinolake.training.data.BatchSource} reads what one rank needs of each step ahead of time from
 * the {@link io.kinolake.training.data.ShardMap}.
 */
package io.kinolake.training.data;
