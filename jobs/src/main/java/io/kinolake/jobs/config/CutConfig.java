package io.kinolake.jobs.config;

import io.kinolake.media.cut.Audio;
import io.kinolake.media.cut.CopyRange;
import io.kinolake.media.cut.EncodeSettings;
import io.kinolake.media.cut.LengthLimits;
import io.kinolake.media.cut.LongScenes;
import io.kinolake.media.cut.Quality;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.udfs.cut.CutClipsSettings;
import io.kinolake.udfs.store.Location;
import java.time.Duration;
import java.util.Optional;

/**
 * The group {@code cut}: what clips are.
 *
 * @param mode virtual, copy or encode
 * @param output folder of the clip files; {@code media} in the warehouse if left out
 * @param minSeconds shorter clips are left out
 * @param maxSeconds longer scenes are treated as {@code longScenes} says
 * @param longScenes split or truncate
 * @param encoder FFmpeg's name of a video encoder that MP4 can hold
 * @param quality the encoder's constant quality: quantiser or CRF, smaller is better
 * @param fps frames per second of the clips; the source's own times if left out
 * @param shorterSide larger pictures are scaled down to it, pixels; the source's size if left out
 * @param audio keep or drop
 * @param copyRange which key frames a copied clip begins and ends at
 */
public record CutConfig(
    CutMode mode,
    Optional<String> output,
    Optional<Double> minSeconds,
    Optional<Double> maxSeconds,
    LongScenes longScenes,
    String encoder,
    int quality,
    Optional<String> fps,
    Optional<Integer> shorterSide,
    Audio audio,
    CopyRange copyRange) {
  /** The clips' folder in the warehouse, if no other is set. */
  public static final String OWN_FOLDER = "media";

  /**
   * The stage's settings.
   *
   * @param warehouse where the clips' folder lies if none is set
   */
  public CutClipsSettings toSettings(String warehouse) {
    return new CutClipsSettings(
        mode,
        Location.of(output.orElse(warehouse + "/" + OWN_FOLDER)).text(),
        new LengthLimits(
            minSeconds.map(CutConfig::seconds).orElse(Duration.ZERO),
            maxSeconds.map(CutConfig::seconds).orElse(LengthLimits.FOREVER),
            longScenes),
        new EncodeSettings(
            encoder,
            new Quality.Constant(quality),
            fps.map(Rational::parse).orElse(Rational.UNKNOWN),
            shorterSide.orElse(0),
            audio,
            0),
        copyRange,
        MediaLimits.DEFAULT);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(1000 * Math.round(seconds * 1e6));
  }
}
