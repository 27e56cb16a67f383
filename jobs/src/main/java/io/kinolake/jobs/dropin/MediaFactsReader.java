package io.kinolake.jobs.dropin;

import io.kinolake.media.decode.DecodeOptions;
import io.kinolake.media.decode.VideoDecoder;
import io.kinolake.media.input.MediaLimits;
import io.kinolake.media.probe.MediaProber;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.Rational;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Reads what {@code --info} needs. Safe for use by several threads. */
final class MediaFactsReader {
  private static final double FEW_MISSING = 0.01;

  private final ImageFacts images = new ImageFacts();
  private final MediaProber prober = new MediaProber(MediaLimits.DEFAULT);

  /** The facts of a still image, or {@link MediaFacts#UNREADABLE}. */
  MediaFacts image(Path file) {
    return images.read(file).orElseGet(() -> decodeImage(file));
  }

  /** By FFmpeg, for what the JDK does not know: WebP, PPM, PGM, JPEG with four colours. */
  private static MediaFacts decodeImage(Path file) {
    try (VideoDecoder decoder = VideoDecoder.open(file, DecodeOptions.DEFAULT)) {
      boolean whole = decoder.advance() && decoder.firstProblem().isEmpty();
      return whole
          ? MediaFacts.image(decoder.frame().height(), decoder.frame().width())
          : MediaFacts.UNREADABLE;
    } catch (KinolakeException e) {
      return MediaFacts.UNREADABLE;
    }
  }

  /** The facts of a video, or {@link MediaFacts#UNREADABLE}. */
  MediaFacts video(Path file) {
    try {
      MediaInfo info = prober.probe(file);
      FrameSize size = info.format().display();
      Rational rate = nominalRate(info.timing());
      return new MediaFacts(
          info.timing().frames(),
          size.height(),
          size.width(),
          rate.isKnown() ? OptionalDouble.of(rate.toDouble()) : OptionalDouble.empty());
    } catch (KinolakeException e) {
      return MediaFacts.UNREADABLE;
    }
  }

  /** The declared rate even where a few frames are missing, else the measured one. */
  private static Rational nominalRate(FrameTiming timing) {
    double ratio = timing.realRate().toDouble() / timing.averageRate().toDouble();
    return Math.abs(ratio - 1) < FEW_MISSING ? timing.realRate() : timing.averageRate();
  }
}
