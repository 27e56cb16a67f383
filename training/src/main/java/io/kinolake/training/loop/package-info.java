/**
 * Training: {@link io.kinolake.training.loop.TrainingRun} goes from the settings to the last step,
 * {@link io.kinolake.training.loop.Trainer} makes one step after the other.
 */
package io.kinolake.training.loop;
