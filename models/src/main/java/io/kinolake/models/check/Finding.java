package io.kinolake.models.check;

/**
 * The outcome of one comparison.
 *
 * @param name what was compared: a tensor, a file or a group of cases
 * @param measured the largest error or the mismatch that was found, for people
 * @param tolerance what was allowed, for people
 * @param passed whether it was within the tolerance
 */
public record Finding(String name, String measured, String tolerance, boolean passed) {}
