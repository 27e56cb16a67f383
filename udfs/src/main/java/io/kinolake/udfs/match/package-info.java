/**
 * How well captions fit their clips. Read first: {@link io.kinolake.udfs.match.MatchCaptions}; the
 * network lies in {@code io.kinolake.models.networks.clip.ClipMatch}, the embeddings of the
 * pictures are those that {@link io.kinolake.udfs.score.EmbeddingScorer} stored.
 */
package io.kinolake.udfs.match;
