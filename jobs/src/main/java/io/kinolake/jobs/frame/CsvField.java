package io.kinolake.jobs.frame;

/** One field of a CSV file as pandas writes it: quoted only where it must be. */
public final class CsvField {
  private CsvField() {}

  /** The text of a value; nothing for null and for NaN. */
  public static String of(Object value) {
    if (value == null || (value instanceof Double number && number.isNaN())) {
      return "";
    }
    return of(PythonText.str(value));
  }

  /** The text, in quotes where a reader would take it apart otherwise. */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next < 128 && needsQuotes((byte) next)) {
        return quoted(text);
      }
    }
    return text;
  }

  static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  static boolean needsQuotes(byte value) {
    return value == ',' || value == '"' || value == '\n' || value == '\r';
  }
}
