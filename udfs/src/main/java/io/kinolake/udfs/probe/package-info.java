/**
 * The stage that says what each listed source is. {@link io.kinolake.udfs.probe.ProbeVideos}
 * describes it; the work is done by {@link io.kinolake.media.probe.MediaProber}.
 */
package io.kinolake.udfs.probe;
