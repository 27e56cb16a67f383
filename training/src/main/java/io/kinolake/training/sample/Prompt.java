package io.kinolake.training.sample;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a video is asked for by.
 *
 * @param text may be empty
 * @param image the picture that the video shall start from, for image to video
 */
public record Prompt(String text, Optional<Path> image) {}
