package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_TIMESTAMP;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time stamp in any form that PySceneDetect 0.6 takes at one frame per second: {@code
 * HH:MM:SS[.nnn]}, {@code "12"}, {@code "12.5"}, {@code "12.5s"}, or a bare number of seconds.
 *
 * @param seconds from the video's start, 0 or more
 */
record SceneStamp(double seconds) {
  private static final Pattern CLOCK =
      Pattern.compile("([0-9]+):([0-9]+):([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern SECONDS = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)s?");
  private static final int SHOWN = 80;

  static SceneStamp ofText(String text) {
    Matcher plain = SECONDS.matcher(text);
    if (plain.matches()) {
      return new SceneStamp(Double.parseDouble(plain.group(1)));
    }
    Matcher clock = CLOCK.matcher(text);
    if (!clock.matches()) {
      throw malformed(text);
    }
    double hours = Double.parseDouble(clock.group(1));
    double minutes = Double.parseDouble(clock.group(2));
    double seconds = Double.parseDouble(clock.group(3));
    if (minutes >= 60 || seconds >= 60) {
      throw malformed(text);
    }
    return new SceneStamp(seconds + (hours * 60 + minutes) * 60);
  }

  static SceneStamp ofNumber(String text) {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds < 0) {
        throw malformed(text);
      }
      return new SceneStamp(seconds);
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  static String shorten(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return "'" + start + "'";
  }

  private static KinolakeException malformed(String text) {
    return new KinolakeException(
        BAD_TIMESTAMP, "The time stamp %s is not a time HH:MM:SS.mmm".formatted(shorten(text)));
  }
}
