/**
 * Checkpoints of a training: everything that it needs to go on as if it had never stopped. The
 * format stands in {@link io.kinolake.training.checkpoint.CheckpointFolder}.
 */
package io.kinolake.training.checkpoint;
