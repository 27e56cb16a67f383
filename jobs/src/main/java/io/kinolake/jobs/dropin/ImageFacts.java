package io.kinolake.jobs.dropin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads an image in full with the JDK's own readers: JPEG, PNG, BMP and TIFF. */
final class ImageFacts {

  /**
   * The stored size, {@link MediaFacts#UNREADABLE} for a damaged file, or empty when these readers
   * do not know the file.
   */
  Optional<MediaFacts> read(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        return Optional.empty();
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      return readers.hasNext() ? read(readers.next(), in) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // Foreign bytes make the JDK's readers throw all kinds of exceptions: the file is unreadable.
      return Optional.empty();
    }
  }

  private static Optional<MediaFacts> read(ImageReader reader, ImageInputStream in)
      throws IOException {
    try {
      var damaged = new AtomicBoolean();
      reader.addIIOReadWarningListener((source, warning) -> damaged.set(true));
      reader.setInput(in, true, true);
      var image = reader.read(0);
      return Optional.of(
          damaged.get()
              ? MediaFacts.UNREADABLE
              : MediaFacts.image(image.getHeight(), image.getWidth()));
    } finally {
      reader.dispose();
    }
  }
}
