/**
 * Encoders that need no weights, for models that are trained to try everything without a download:
 * {@link io.kinolake.models.tiny.FoldedPictures} for pictures and {@link
 * io.kinolake.models.tiny.WordVectors} for texts. Features are made and samples are drawn with the
 * same ones.
 */
package io.kinolake.models.tiny;
