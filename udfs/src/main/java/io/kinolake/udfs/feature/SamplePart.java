package io.kinolake.udfs.feature;

/**
 * Which samples of a clip are meant.
 *
 * @param set name of the feature set
 * @param name of the part of the work: {@code set.latents} or {@code set.text}
 */
public record SamplePart(String set, String name) {}
