/**
 * What driver and executors agree on, in plain JDK types.
 *
 * <p>Read first: {@link io.kinolake.schemas.Column} (a column is declared once), {@link
 * io.kinolake.schemas.TableSchema} (columns and codec of one record type) and {@link
 * io.kinolake.schemas.Fingerprint} (what decides whether work is still valid).
 *
 * <p>Vocabulary: an <em>item</em> is what a stage treats as one unit of work (a video, a clip); a
 * <em>part</em> is an independently refreshable share of that work (one scorer, one captioner); an
 * item's <em>input fingerprint</em> names the state of everything that it was made from.
 */
package io.kinolake.schemas;
