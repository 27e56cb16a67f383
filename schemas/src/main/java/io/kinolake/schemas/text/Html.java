package io.kinolake.schemas.text;

import java.util.Locale;

/** HTML in the making. Markup comes from this program only; every other text is escaped. */
public final class Html {
  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder out = new StringBuilder();

  /** Appends markup as it stands. */
  public Html markup(String markup) {
    out.append(markup);
    return this;
  }

  /** Appends text, which may hold anything. */
  public Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      append(text.charAt(i));
    }
    return this;
  }

  /** Appends an element that holds text. */
  public Html element(String name, String cssClass, String text) {
    return markup("<" + name + " class=\"" + cssClass + "\">").text(text).markup("</" + name + ">");
  }

  /** Appends a cell of a table that holds a count. */
  public Html number(long value) {
    return element("td", "n", count(value));
  }

  /** A count with thousands set apart. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number with a fixed count of decimals. */
  public static String decimals(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A number with about four significant digits. */
  public static String shortNumber(double value) {
    if (value == 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 100_000)) {
      int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
      return decimals(value, decimals);
    }
    return String.format(Locale.ROOT, "%.2e", value);
  }

  private void append(char next) {
    switch (next) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.append(isForbidden(next) ? REPLACEMENT : next);
    }
  }

  /** Control characters, and those that turn the direction of text around. */
  private static boolean isForbidden(char next) {
    boolean control = Character.isISOControl(next) && next != '\n' && next != '\t';
    return control
        || (next >= '\u202a' && next <= '\u202e')
        || (next >= '\u2066' && next <= '\u2069');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
