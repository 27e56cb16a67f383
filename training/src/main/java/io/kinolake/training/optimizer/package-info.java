/**
 * How parameters follow gradients: {@link io.kinolake.training.optimizer.AdamW} with its {@link
 * io.kinolake.training.optimizer.LearningRate}, and the moving average of the weights. Everything
 * works in place on the memory that graphs read, in pieces that may be a part of a tensor only, so
 * that ranks can share the work.
 */
package io.kinolake.training.optimizer;
