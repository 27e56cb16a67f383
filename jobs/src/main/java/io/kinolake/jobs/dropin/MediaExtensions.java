package io.kinolake.jobs.dropin;

import java.util.List;
import java.util.Locale;

/** What the original takes for videos and for images. */
final class MediaExtensions {
  static final List<String> VIDEOS = List.of(".mp4", ".avi", ".mov", ".mkv");
  static final List<String> IMAGES =
      List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

  private MediaExtensions() {}

  /** Whether the path's extension is one of an image. */
  static boolean isImage(String path) {
    return IMAGES.contains(PythonPath.extension(path).toLowerCase(Locale.ROOT));
  }

  /** Whether the path ends as an image does, even when nothing stands before the dot. */
  static boolean endsAsImage(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return IMAGES.stream().anyMatch(lower::endsWith);
  }
}
