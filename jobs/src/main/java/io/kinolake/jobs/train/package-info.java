/**
 * Training on a Spark cluster: starts the trainer, which knows no Spark, as a process in each task
 * of a barrier stage.
 */
package io.kinolake.jobs.train;
