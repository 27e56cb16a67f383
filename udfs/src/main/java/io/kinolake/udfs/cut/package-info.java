/**
 * The stage that makes clips of scenes. Read {@link io.kinolake.udfs.cut.CutClips} first: an item
 * is a source with its scenes as {@link io.kinolake.udfs.cut.SceneToCut} rows, and it fills the
 * clips table; {@link io.kinolake.udfs.cut.CutClipsSettings} are its settings. The work itself is
 * in {@link io.kinolake.media.cut}.
 */
package io.kinolake.udfs.cut;
