/**
 * Scores: what signals say of a clip. One stage, {@link io.kinolake.udfs.score.ScoreClips}, whose
 * parts are scorers; all scorers that are wanted for a clip share one decode of it.
 *
 * <p>Read first: {@link io.kinolake.udfs.score.Scorer} (one small class per score), {@link
 * io.kinolake.udfs.score.FrameNeeds} (what it wants to see) and {@link
 * io.kinolake.udfs.score.ScoringPass} (the one decode). The measurements themselves lie in {@code
 * io.kinolake.media.measure}.
 */
package io.kinolake.udfs.score;
