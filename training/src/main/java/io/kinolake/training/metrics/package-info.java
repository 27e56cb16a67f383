/** What people and tools are told of a training: lines, metrics, event files and a report. */
package io.kinolake.training.metrics;
