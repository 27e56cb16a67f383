/**
 * What runs on the driver. {@link io.kinolake.jobs.VideoPipeline} is the flow; {@code refresh} runs
 * it, {@code tables} holds its tables, {@code cli} is how a person calls it.
 */
package io.kinolake.jobs;
