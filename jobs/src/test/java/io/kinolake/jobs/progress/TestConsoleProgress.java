package io.kinolake.jobs.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestConsoleProgress {
  private static final long HOUR_US = 3_600_000_000L;
  private static final String REDRAW = "\r\033[K";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);
  private long nanos = 77; // a monotonic clock starts anywhere

  @Test
  void elsewhereThanOnATerminalEachCallIsAPlainLine() {
    ConsoleProgress progress = new ConsoleProgress(out, false, () -> nanos);

    progress.started("scenes", 8, 2 * HOUR_US);
    passSeconds(60);
    progress.advanced(2, HOUR_US / 2, 0);
    passSeconds(180);
    progress.advanced(8, 2 * HOUR_US, 1);
    progress.finished("scenes", new Run.Counts(240.04, 8, 21, 1, 3, 7200));

    assertThat(text())
        .isEqualToNormalizingNewlines(
            """
            scenes           8 items, 2.00 h of media
              scenes            25 %  2/8, 30.0 media-hours/h, 0:03:00 left
              scenes           100 %  8/8, 1 failed, 30.0 media-hours/h
            scenes           8 items -> 20 rows, 1 failed, 3 retired in 240.0 s
            """);
  }

  @Test
  void onATerminalTheBarIsDrawnOverItself() {
    ConsoleProgress progress = new ConsoleProgress(out, true, () -> nanos);

    progress.started("probe", 4, 2 * HOUR_US);
    passSeconds(3_600);
    progress.advanced(1, HOUR_US / 2, 0);
    progress.finished("probe", new Run.Counts(3_600, 4, 4, 0, 0, 7200));

    assertThat(text())
        .isEqualToNormalizingNewlines(
            REDRAW
                + "probe              0 % [                        ]  0/4"
                + REDRAW
                + "probe             25 % [======                  ]  1/4"
                + ", 0.5 media-hours/h, 3:00:00 left"
                + REDRAW
                + "probe            4 items -> 4 rows in 3600.0 s\n");
  }

  @Test
  void withoutMediaThereIsNoRateAndBeforeTheFirstItemNoTimeLeft() {
    ConsoleProgress progress = new ConsoleProgress(out, false, () -> nanos);

    progress.started("clean", 3, 0);
    passSeconds(5);
    progress.advanced(0, 0, 0);
    progress.advanced(1, 0, 0);

    assertThat(text().lines())
        .containsExactly(
            "clean            3 items, 0 s of media",
            "  clean              0 %  0/3",
            "  clean             33 %  1/3, 0:00:10 left");
  }

  @Test
  void moreItemsThanWereToldAreStillNoMoreThanAll() {
    ConsoleProgress progress = new ConsoleProgress(out, true, () -> nanos);

    progress.started("cut", 2, 0);
    passSeconds(1);
    progress.advanced(3, 0, 0);

    assertThat(text()).endsWith("cut              100 % [" + "=".repeat(24) + "]  3/2");
  }

  @Test
  void aStepWithoutWorkIsAllDoneAtOnce() {
    ConsoleProgress progress = new ConsoleProgress(out, false, () -> nanos);

    progress.started("list", 0, 0);
    progress.advanced(0, 0, 0);
    progress.upToDate("probe");
    progress.noted("score", "No clip has frames.");

    assertThat(text().lines())
        .containsExactly(
            "list             0 items, 0 s of media",
            "  list             100 %  0/0",
            "probe            up to date",
            "score            No clip has frames.");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59.4, 59 s",
    "60, 1.0 min",
    "186, 3.1 min",
    "3600, 1.00 h",
    "4500, 1.25 h"
  })
  void lengthsHaveTheUnitThatSuitsThem(double seconds, String text) {
    assertThat(ConsoleProgress.hours(seconds)).isEqualTo(text);
  }

  private void passSeconds(long seconds) {
    nanos += seconds * 1_000_000_000L;
  }

  private String text() {
    return written.toString(UTF_8);
  }
}
