package io.kinolake.training.preference;

/**
 * Two videos of one prompt.
 *
 * @param file name of the better one
 * @param rejected name of the worse one
 * @param caption the prompt
 * @param score of the better one
 * @param rejectedScore of the worse one
 */
public record PreferencePair(
    String file, String rejected, String caption, double score, double rejectedScore) {}
