package io.kinolake.schemas.media;

import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/** Names a clip by its source's content, its range and how it was cut. */
public record ClipId(String value) implements Serializable {

  public ClipId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A clip id must not be blank");
    }
  }

  /**
   * The id of a clip.
   *
   * @param content the content version of the source
   * @param frames the planned range in the source
   * @param cut the fingerprint of the settings that decide the clip's pixels
   */
  public static ClipId of(VideoId video, String content, FrameRange frames, Fingerprint cut) {
    return new ClipId(
        Fingerprint.of("clip", video.value(), content, frames.start(), frames.end(), cut).value());
  }
}
