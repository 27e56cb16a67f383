package io.kinolake.jobs.doctor;

/**
 * What one check found.
 *
 * @param verdict whether it is good
 * @param subject what was looked at, a few words
 * @param text what was found and, unless all is well, what to do
 */
public record Finding(Verdict verdict, String subject, String text) {

  /** How bad it is. */
  public enum Verdict {
    /** As it should be. */
    GOOD("✓"),
    /** Work is possible; something could be better. */
    NOTE("!"),
    /** Not looked at. */
    SKIPPED("-"),
    /** Work is not possible. */
    BROKEN("✗");

    private final String mark;

    Verdict(String mark) {
      this.mark = mark;
    }
  }

  static Finding good(String subject, String text) {
    return new Finding(Verdict.GOOD, subject, text);
  }

  static Finding note(String subject, String text) {
    return new Finding(Verdict.NOTE, subject, text);
  }

  static Finding skipped(String subject, String text) {
    return new Finding(Verdict.SKIPPED, subject, text);
  }

  static Finding broken(String subject, String text) {
    return new Finding(Verdict.BROKEN, subject, text);
  }

  /** Whether work is possible in spite of it. */
  public boolean isBearable() {
    return verdict != Verdict.BROKEN;
  }

  /** One line for a person. */
  public String toLine() {
    return "%s %-14s %s".formatted(verdict.mark, subject, text);
  }
}
