/**
 * Chooses the corpus among the clips: rules on what is known of each clip, near duplicates, and
 * room per cluster. Read {@link io.kinolake.jobs.curate.CurateClips} first, then {@code Decision},
 * which holds what depends on more than one clip.
 *
 * <p>A <em>measure</em> is anything known of a clip; a clip's <em>order</em> is its place by
 * quality; an <em>open</em> clip is not decided yet.
 */
package io.kinolake.jobs.curate;
