/**
 * The commands of Open-Sora's data guide under their own module names, flags, file names and
 * suffixes, for scripts that already use them.
 *
 * <p>Read {@link io.kinolake.jobs.dropin.DropInCommands} first: the registry and the exit codes.
 * {@code DataUtilCommand} lists datautil's steps in the order of the original. Differences from the
 * original are in {@code docs/drop-in.md}.
 *
 * <p>Vocabulary: a <i>table</i> is a CSV or Parquet file or a Delta table; a <i>meta</i> table has
 * one row per video, image or clip, with its {@code path}.
 */
package io.kinolake.jobs.dropin;
