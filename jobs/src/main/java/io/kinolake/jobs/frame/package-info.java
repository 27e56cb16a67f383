/**
 * A small typed table in memory that behaves as pandas' data frames do, so that the drop-in
 * commands give the same files as the tools they stand in for.
 *
 * <p>Read {@link io.kinolake.jobs.frame.Frame} first (named columns of equal length), then {@link
 * io.kinolake.jobs.frame.Series} (one column: whole numbers, floats where NaN means missing,
 * booleans, text, or a mixture), then {@link io.kinolake.jobs.frame.TableFormat} (CSV, Parquet or
 * Delta, chosen by path). Types are guessed as {@code pandas.read_csv} guesses them: a column of
 * whole numbers with gaps becomes floats, a column with one odd word becomes text.
 *
 * <p>CSV needs nothing beyond the JDK; Parquet and Delta classes are loaded when a path asks for
 * them, so that a small command starts fast. Nothing here names Delta: {@code
 * io.kinolake.jobs.tables} does.
 */
package io.kinolake.jobs.frame;
