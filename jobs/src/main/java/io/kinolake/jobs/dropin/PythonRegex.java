package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_ARGUMENT;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions in Python's dialect, as far as it differs from Java's. */
final class PythonRegex {
  private PythonRegex() {}

  /**
   * Compiles a pattern for {@code find}, which is Python's {@code re.search}.
   *
   * @throws KinolakeException with code BAD_ARGUMENT for a malformed pattern
   */
  static Pattern compile(String pattern) {
    try {
      return Pattern.compile(
          translate(pattern), Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException e) {
      throw new KinolakeException(
          BAD_ARGUMENT,
          "'%s' is not a regular expression: %s.".formatted(pattern, e.getDescription()),
          e);
    }
  }

  private static String translate(String pattern) {
    var translated = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char next = pattern.charAt(i);
      if (next == '\\' && i + 1 < pattern.length()) {
        char escaped = pattern.charAt(++i);
        translated.append('\\').append(escaped == 'Z' ? 'z' : escaped);
      } else if (inClass) {
        boolean special = next == '[' || next == '&';
        translated.append(special ? "\\" : "").append(next);
        inClass = next != ']';
      } else if (next == '[') {
        inClass = true;
        i = copyClassStart(pattern, i, translated);
      } else if (pattern.startsWith("(?P<", i)) {
        translated.append("(?<");
        i += 3;
      } else if (pattern.startsWith("(?P=", i)) {
        int end = pattern.indexOf(')', i);
        translated.append("\\k<").append(pattern, i + 4, Math.max(i + 4, end)).append('>');
        i = Math.max(i + 3, end);
      } else {
        translated.append(next);
      }
    }
    return translated.toString();
  }

  /** Copies "[", "[^" and a bracket that is literal because it comes first. */
  private static int copyClassStart(String pattern, int start, StringBuilder translated) {
    translated.append('[');
    int at = start + 1;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      translated.append('^');
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      translated.append("\\]");
      at++;
    }
    return at - 1;
  }
}
