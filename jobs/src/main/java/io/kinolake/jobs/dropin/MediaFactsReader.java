package io.kinolake.jobs.dropin;

import java.nio.file.Path;

/** Reads what {@code --info} needs. Safe for use by several threads. */
final class MediaFactsReader {
  private final ImageFacts images = new ImageFacts();

  /** The facts of a still image, or {@link MediaFacts#UNREADABLE}. */
  MediaFacts image(Path file) {
    return images.read(file).orElse(MediaFacts.UNREADABLE);
  }

  /** The facts of a video, or {@link MediaFacts#UNREADABLE}. */
  MediaFacts video(Path file) {
    return MediaFacts.UNREADABLE;
  }
}
