/**
 * Micro batches: what a model is fed to learn from samples, made ahead of time. What is drawn by
 * chance follows from a seed, the epoch and the clip, so that no division of the work changes it.
 */
package io.kinolake.training.batch;
