package io.kinolake.jobs.dropin;

import io.kinolake.media.scene.SceneRange;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.Rational;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes scenes as the text of a {@code timestamp} cell; {@link TimestampList} reads it. */
final class TimestampText {
  private static final double MICROS = 1e6;
  private static final double ONE_FRAME = 1.01; // and what rounding adds
  private static final double MICROS_PER_MILLI = 1e3;

  private TimestampText() {}

  /**
   * {@code [('HH:MM:SS.mmm', 'HH:MM:SS.mmm'), …]}, counted from the first frame. A time is a
   * frame's number over the rate, as PySceneDetect has it, wherever that is right to a frame:
   * containers round the times that they store. At a truly variable rate it is the stored time.
   */
  static String of(List<SceneRange> scenes, FrameTiming timing) {
    Rational rate = timing.variable() ? timing.realRate() : timing.averageRate();
    double frameUs = rate.isKnown() ? MICROS / rate.toDouble() : Double.NaN;
    long origin = timing.range().startUs();
    boolean nominal =
        scenes.stream()
            .allMatch(
                scene ->
                    isNear(scene.frames().start(), scene.time().startUs() - origin, frameUs)
                        && isNear(scene.frames().end(), scene.time().endUs() - origin, frameUs));
    return scenes.stream()
        .map(
            scene ->
                nominal
                    ? pair(scene.frames().start() * frameUs, scene.frames().end() * frameUs)
                    : pair(
                        (double) (scene.time().startUs() - origin),
                        (double) (scene.time().endUs() - origin)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean isNear(long frame, long timeUs, double frameUs) {
    return Math.abs(frame * frameUs - timeUs) < frameUs * ONE_FRAME;
  }

  private static String pair(double startUs, double endUs) {
    return "('%s', '%s')".formatted(clock(startUs), clock(endUs));
  }

  private static String clock(double micros) {
    long millis = Math.round(micros / MICROS_PER_MILLI);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }
}
