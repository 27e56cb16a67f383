package io.kinolake.schemas.tables;

import io.kinolake.schemas.media.ClipId;

/**
 * A caption made fit for training.
 *
 * @param captioner whose caption it is
 * @param text the cleaned text, never blank
 * @param cleaning the names of the steps applied, joined by {@code +}
 */
public record CleanCaption(ClipId clip, String captioner, String text, String cleaning) {}
