/**
 * Tables that come from and go to elsewhere: {@link io.kinolake.jobs.exchange.Exporter} writes the
 * meta view as a file or a folder of samples, {@link io.kinolake.jobs.exchange.Importer} takes
 * captions and scores from a table. Training samples go out by {@link
 * io.kinolake.jobs.exchange.StoredSampleWriter} and come in by {@link
 * io.kinolake.jobs.exchange.SampleImporter}. Exports stream through the executors: nothing is
 * collected, and a reader never meets half a result.
 */
package io.kinolake.jobs.exchange;
