package io.kinolake.media.cut;

import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.media.Rational;
import java.io.Serializable;

/**
 * How clips are encoded.
 *
 * @param encoder FFmpeg's name of one that MP4 can hold
 * @param rate frames per second; {@link Rational#UNKNOWN} keeps the source's times
 * @param shorterSide most pixels of the shorter side, larger pictures are scaled down; 0 keeps the
 *     size
 * @param threads of each encoder; 0 lets it choose
 */
public record EncodeSettings(
    String encoder, Quality quality, Rational rate, int shorterSide, Audio audio, int threads)
    implements Serializable {
  private static final int SMALLEST_SIDE = 16;

  /**
   * H.264 by the encoder that every build has, at a constant quantiser, with the source's times and
   * size.
   */
  public static final EncodeSettings DEFAULT =
      new EncodeSettings(
          "libopenh264", new Quality.Constant(20), Rational.UNKNOWN, 0, Audio.KEEP, 0);

  public EncodeSettings {
    if (encoder.isBlank() || threads < 0 || (shorterSide != 0 && shorterSide < SMALLEST_SIDE)) {
      throw new IllegalArgumentException(
          "Not encoding settings: encoder '%s', shorter side %d, %d threads"
              .formatted(encoder, shorterSide, threads));
    }
  }

  /** Digest of what decides the pictures; the number of threads does not. */
  public Fingerprint fingerprint() {
    return Fingerprint.of("encode", encoder, quality.id(), rate, shorterSide, audio.id());
  }

  public EncodeSettings withEncoder(String name) {
    return new EncodeSettings(name, quality, rate, shorterSide, audio, threads);
  }

  public EncodeSettings withQuality(Quality value) {
    return new EncodeSettings(encoder, value, rate, shorterSide, audio, threads);
  }

  public EncodeSettings withRate(Rational framesPerSecond) {
    return new EncodeSettings(encoder, quality, framesPerSecond, shorterSide, audio, threads);
  }

  public EncodeSettings withShorterSide(int pixels) {
    return new EncodeSettings(encoder, quality, rate, pixels, audio, threads);
  }

  public EncodeSettings withAudio(Audio choice) {
    return new EncodeSettings(encoder, quality, rate, shorterSide, choice, threads);
  }
}
