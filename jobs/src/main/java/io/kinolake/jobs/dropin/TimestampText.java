package io.kinolake.jobs.dropin;

import io.kinolake.media.scene.SceneRange;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes scenes as the text of a {@code timestamp} cell; {@link TimestampList} reads it. */
final class TimestampText {
  private static final long MICROS_PER_MILLI = 1000;

  private TimestampText() {}

  /** {@code [('HH:MM:SS.mmm', 'HH:MM:SS.mmm'), …]}, counted from the first scene's start. */
  static String of(List<SceneRange> scenes) {
    long origin = scenes.isEmpty() ? 0 : scenes.get(0).time().startUs();
    return scenes.stream()
        .map(
            scene ->
                "('%s', '%s')"
                    .formatted(
                        clock(scene.time().startUs() - origin),
                        clock(scene.time().endUs() - origin)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String clock(long micros) {
    long millis = Math.floorDiv(micros + MICROS_PER_MILLI / 2, MICROS_PER_MILLI);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }
}
