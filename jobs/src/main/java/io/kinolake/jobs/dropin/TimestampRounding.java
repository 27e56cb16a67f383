package io.kinolake.jobs.dropin;

import java.util.Arrays;
import java.util.Optional;

/** How exactly time stamps are taken. */
enum TimestampRounding {
  /** To the millisecond. */
  MILLISECONDS("milliseconds", 1),

  /** To whole seconds, halves to the even one, as Open-Sora 1.2 does. */
  WHOLE_SECONDS("whole-seconds", 1000);

  private static final double MILLIS = 1000;

  private final String id;
  private final long stepMillis;

  TimestampRounding(String id, long stepMillis) {
    this.id = id;
    this.stepMillis = stepMillis;
  }

  static Optional<TimestampRounding> find(String id) {
    return Arrays.stream(values()).filter(rounding -> rounding.id.equals(id)).findFirst();
  }

  /** The time in milliseconds. */
  long millis(double seconds) {
    return (long) Math.rint(seconds * MILLIS / stepMillis) * stepMillis;
  }

  @Override
  public String toString() {
    return id;
  }
}
