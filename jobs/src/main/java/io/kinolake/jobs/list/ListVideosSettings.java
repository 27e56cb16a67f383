package io.kinolake.jobs.list;

import io.kinolake.schemas.media.MediaKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What counts as a source.
 *
 * @param videoExtensions lower case, without the dot
 * @param imageExtensions lower case, without the dot
 */
public record ListVideosSettings(List<String> videoExtensions, List<String> imageExtensions) {

  public ListVideosSettings {
    videoExtensions = List.copyOf(videoExtensions);
    imageExtensions = List.copyOf(imageExtensions);
  }

  /** What a file is by its name; empty for files that are no sources. */
  public Optional<MediaKind> kindOf(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    String extension = dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (videoExtensions.contains(extension)) {
      return Optional.of(MediaKind.VIDEO);
    }
    return imageExtensions.contains(extension) ? Optional.of(MediaKind.IMAGE) : Optional.empty();
  }
}
