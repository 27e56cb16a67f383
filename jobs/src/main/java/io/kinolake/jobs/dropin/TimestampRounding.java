package io.kinolake.jobs.dropin;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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

  /** The time in milliseconds. */
  long millis(double seconds) {
    return (long) Math.rint(seconds * MILLIS / stepMillis) * stepMillis;
  }

  @Override
  public String toString() {
    return id;
  }

  /** Reads the value of an option. */
  static final class Converter implements ITypeConverter<TimestampRounding> {
    @Override
    public TimestampRounding convert(String value) {
      return Arrays.stream(values())
          .filter(rounding -> rounding.id.equals(value))
          .findFirst()
          .orElseThrow(() -> new TypeConversionException("must be milliseconds or whole-seconds"));
    }
  }
}
