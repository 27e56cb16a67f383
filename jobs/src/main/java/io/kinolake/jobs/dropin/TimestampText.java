package io.kinolake.jobs.dropin;

import io.kinolake.media.scene.SceneRange;
import io.kinolake.schemas.media.FrameTiming;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes scenes as the text of a {@code timestamp} cell; {@link TimestampList} reads it. */
final class TimestampText {
  private static final double MICROS = 1e6;
  private static final double MICROS_PER_MILLI = 1e3;

  private TimestampText() {}

  /**
   * {@code [('HH:MM:SS.mmm', 'HH:MM:SS.mmm'), …]}, counted from the first frame. At a constant rate
   * a time is a frame's number over the rate, as PySceneDetect has it, since containers round the
   * times they store; else it is the stored time.
   */
  static String of(List<SceneRange> scenes, FrameTiming timing) {
    boolean constant = !timing.variable() && timing.averageRate().isKnown();
    double frameUs = constant ? MICROS / timing.averageRate().toDouble() : 0;
    long origin = timing.range().startUs();
    return scenes.stream()
        .map(
            scene ->
                constant
                    ? pair(scene.frames().start() * frameUs, scene.frames().end() * frameUs)
                    : pair(
                        (double) (scene.time().startUs() - origin),
                        (double) (scene.time().endUs() - origin)))
        .collect(Collectors.joining(", ", "[", "]"));
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
