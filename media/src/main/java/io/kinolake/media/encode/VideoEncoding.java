package io.kinolake.media.encode;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How pictures are encoded.
 *
 * @param encoder FFmpeg's name, such as {@code libopenh264}
 * @param bitRate bits per second; empty leaves it to the encoder's default or its quality options
 * @param keyFrameInterval most frames from one key frame to the next; 0 for the encoder's default
 * @param bFrames most consecutive bidirectional frames
 * @param options further options of the encoder, by FFmpeg's names; an unknown one is refused
 * @param threads of the encoder; 0 lets it choose
 */
public record VideoEncoding(
    String encoder,
    Optional<Long> bitRate,
    int keyFrameInterval,
    int bFrames,
    Map<String, String> options,
    int threads)
    implements Serializable {

  public VideoEncoding {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
    if (keyFrameInterval < 0 || bFrames < 0 || threads < 0 || bitRate.orElse(1L) <= 0) {
      throw new IllegalArgumentException(
          "Not an encoding: key frame interval %d, %d B-frames, %d threads, %s bit/s"
              .formatted(keyFrameInterval, bFrames, threads, bitRate));
    }
  }

  /** An encoder at its defaults. */
  public static VideoEncoding of(String encoder) {
    return new VideoEncoding(encoder, Optional.empty(), 0, 0, Map.of(), 0);
  }
}
