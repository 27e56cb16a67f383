/**
 * Refresh, the only mode of running: every step does the work that is missing and nothing else.
 *
 * <p>Read {@link io.kinolake.jobs.refresh.PipelineRunner} (steps in order, skipped when nothing
 * changed), then {@link io.kinolake.jobs.refresh.StageStep} (one stage), {@link
 * io.kinolake.jobs.refresh.PendingWork} (what is missing) and {@link
 * io.kinolake.jobs.refresh.WaveRunner} (doing it, wave by wave).
 */
package io.kinolake.jobs.refresh;
