package io.kinolake.jobs.dropin;

import java.util.OptionalDouble;

/**
 * What {@code --info} writes of a file.
 *
 * @param frames 1 for an image, 0 for an unreadable file
 * @param height pixels as shown; 0 for an unreadable file
 * @param width pixels as shown; 0 for an unreadable file
 * @param fps frames per second; empty for an image
 */
record MediaFacts(long frames, long height, long width, OptionalDouble fps) {

  static final MediaFacts UNREADABLE = new MediaFacts(0, 0, 0, OptionalDouble.empty());

  static MediaFacts image(long height, long width) {
    return new MediaFacts(1, height, width, OptionalDouble.empty());
  }
}
