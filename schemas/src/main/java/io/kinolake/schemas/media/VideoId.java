package io.kinolake.schemas.media;

import io.kinolake.schemas.Fingerprint;
import java.io.Serializable;

/** Names a source by its normalised URI, whatever its content is at the moment. */
public record VideoId(String value) implements Serializable {

  public VideoId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A video id must not be blank");
    }
  }

  /** The id of a source; equal URIs give equal ids on every machine. */
  public static VideoId of(String uri) {
    return new VideoId(Fingerprint.of("video", uri).value());
  }
}
