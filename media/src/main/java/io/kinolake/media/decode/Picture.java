package io.kinolake.media.decode;

import static java.util.Objects.requireNonNull;

/**
 * Plain pixels, rows from the top, no padding. Not copied: the maker hands the array over.
 *
 * @param channels 1 for grey, 3 for colour in the order that was asked for
 * @param data {@code width * height * channels} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // pixels by the million; a list would be absurd
public record Picture(int width, int height, int channels, byte[] data) {

  public Picture {
    requireNonNull(data, "data is null");
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "Not a picture: %d x %d x %d".formatted(width, height, channels));
    }
    if (data.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          "A picture of %d x %d x %d has not %d bytes"
              .formatted(width, height, channels, data.length));
    }
  }

  /** The same picture turned clockwise by 0, 90, 180 or 270 degrees. */
  public Picture turned(int degrees) {
    if (degrees == 0) {
      return this;
    }
    if (degrees != 90 && degrees != 180 && degrees != 270) {
      throw new IllegalArgumentException("Pictures turn by quarters, not by " + degrees);
    }
    boolean swapped = degrees != 180;
    int newWidth = swapped ? height : width;
    int newHeight = swapped ? width : height;
    byte[] turned = new byte[data.length];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int fromX = degrees == 90 ? y : degrees == 180 ? width - 1 - x : width - 1 - y;
        int fromY = degrees == 90 ? height - 1 - x : degrees == 180 ? height - 1 - y : x;
        int from = (fromY * width + fromX) * channels;
        System.arraycopy(data, from, turned, (y * newWidth + x) * channels, channels);
      }
    }
    return new Picture(newWidth, newHeight, channels, turned);
  }
}
