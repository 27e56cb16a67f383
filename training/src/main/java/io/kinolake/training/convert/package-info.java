/**
 * Checkpoints of Step-Video's transformer as MindSpeed-MM keeps them. {@link
 * io.kinolake.training.convert.TensorSplit} and {@link io.kinolake.training.convert.PipelineStages}
 * say which rank holds what.
 */
package io.kinolake.training.convert;
