package io.kinolake.jobs.progress;

import io.kinolake.schemas.tables.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Writes progress for a person: a bar that is redrawn on a terminal, a line per step and wave
 * elsewhere. Rates are media time per wall time. Used by one thread.
 */
public final class ConsoleProgress implements Progress {
  private static final int BAR_WIDTH = 24;
  private static final double US_PER_HOUR = 3600e6;

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private String step = "";
  private long items;
  private long mediaUs;
  private long startedNanos;

  /**
   * @param terminal whether the stream redraws a line at a carriage return
   * @param nanoTime a monotonic clock
   */
  public ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void started(String startedStep, long itemsToDo, long mediaUsToDo) {
    step = startedStep;
    items = itemsToDo;
    mediaUs = mediaUsToDo;
    startedNanos = nanoTime.getAsLong();
    if (terminal) {
      advanced(0, 0, 0);
    } else {
      out.printf(
          Locale.ROOT, "%-16s %d items, %s of media%n", step, items, hours(mediaUsToDo / 1e6));
    }
  }

  @Override
  public void advanced(long itemsDone, long mediaUsDone, long failures) {
    double share = Math.min(1, items == 0 ? 1 : (double) itemsDone / items);
    double seconds = (nanoTime.getAsLong() - startedNanos) / 1e9;
    String line =
        String.format(
            Locale.ROOT,
            "%-16s %3.0f %%  %d/%d%s%s%s",
            step,
            100 * share,
            itemsDone,
            items,
            failures == 0 ? "" : ", " + failures + " failed",
            rate(mediaUsDone, seconds),
            eta(share, seconds));
    if (terminal) {
      out.print("\r\033[K" + line.replaceFirst("%", "% " + bar(share)));
      out.flush();
    } else {
      out.println("  " + line);
    }
  }

  @Override
  public void finished(String finishedStep, Run.Counts counts) {
    String retired = counts.retired() == 0 ? "" : ", " + counts.retired() + " retired";
    String failures = counts.failures() == 0 ? "" : ", " + counts.failures() + " failed";
    out.printf(
        Locale.ROOT,
        "%s%-16s %d items -> %d rows%s%s in %.1f s%n",
        terminal ? "\r\033[K" : "",
        finishedStep,
        counts.items(),
        counts.rows() - counts.failures(),
        failures,
        retired,
        counts.seconds());
  }

  @Override
  public void upToDate(String skippedStep) {
    out.printf(Locale.ROOT, "%-16s up to date%n", skippedStep);
  }

  @Override
  public void noted(String notedStep, String sentence) {
    out.printf(Locale.ROOT, "%s%-16s %s%n", terminal ? "\r\033[K" : "", notedStep, sentence);
  }

  /** {@code 1.25 h}, {@code 3.1 min} or {@code 12 s}. */
  public static String hours(double seconds) {
    if (seconds >= 3600) {
      return String.format(Locale.ROOT, "%.2f h", seconds / 3600);
    }
    return seconds >= 60
        ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
        : String.format(Locale.ROOT, "%.0f s", seconds);
  }

  private static String bar(double share) {
    int filled = (int) Math.round(share * BAR_WIDTH);
    return "[" + "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "]";
  }

  private String rate(long mediaUsDone, double seconds) {
    if (mediaUs == 0 || mediaUsDone == 0 || seconds <= 0) {
      return "";
    }
    double hoursPerHour = mediaUsDone / US_PER_HOUR / (seconds / 3600);
    return String.format(Locale.ROOT, ", %.1f media-hours/h", hoursPerHour);
  }

  private static String eta(double share, double seconds) {
    if (share <= 0 || share >= 1) {
      return "";
    }
    Duration left = Duration.ofSeconds(Math.round(seconds * (1 - share) / share));
    return String.format(
        Locale.ROOT,
        ", %d:%02d:%02d left",
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
  }
}
