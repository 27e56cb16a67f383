/**
 * What runs on an executor: a {@link io.kinolake.udfs.Stage} describes work, its {@link
 * io.kinolake.udfs.StageWorker} does it. Each stage has a package of its own; only the {@code
 * spark} package knows Spark.
 */
package io.kinolake.udfs;
