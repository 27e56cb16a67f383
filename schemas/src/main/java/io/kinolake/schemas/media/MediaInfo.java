package io.kinolake.schemas.media;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of a media file from its container and packets, without decoding.
 *
 * @param container FFmpeg's short format name, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param bitRate of the whole file, bits per second; 0 for images and where unknown
 * @param audioCodecs one entry per audio stream, in stream order
 */
public record MediaInfo(
    MediaKind kind,
    String container,
    VideoFormat format,
    FrameTiming timing,
    long bitRate,
    List<String> audioCodecs)
    implements Serializable {

  public MediaInfo {
    audioCodecs = List.copyOf(audioCodecs);
  }
}
