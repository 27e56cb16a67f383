/**
 * Training from a table of videos: the pipeline, in a process of its own, makes the samples that
 * are missing ({@link io.kinolake.training.prepare.PreparedData}).
 */
package io.kinolake.training.prepare;
