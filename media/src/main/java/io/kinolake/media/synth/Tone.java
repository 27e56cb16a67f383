package io.kinolake.media.synth;

/**
 * A sine tone as an audio track.
 *
 * @param encoder FFmpeg's name of an encoder that takes planar floats, such as {@code aac} or
 *     {@code vorbis}
 * @param startUs where it begins on the file's time line, microseconds
 * @param durationUs how long it sounds, microseconds
 * @param hertz its pitch
 */
public record Tone(String encoder, long startUs, long durationUs, double hertz) {

  public Tone {
    if (startUs < 0 || durationUs <= 0 || hertz <= 0) {
      throw new IllegalArgumentException(
          "Not a tone: from %d us for %d us at %f Hz".formatted(startUs, durationUs, hertz));
    }
  }

  /** Concert pitch in AAC, from the beginning. */
  public static Tone ofUs(long durationUs) {
    return new Tone("aac", 0, durationUs, 440);
  }
}
