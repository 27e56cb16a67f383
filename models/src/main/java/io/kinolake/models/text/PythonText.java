package io.kinolake.models.text;

import java.util.Locale;

/**
 * Python's notion of word characters, digits, white space and letter case, which differs from
 * Java's: {@code \w} takes no combining marks, {@code \s} takes U+001C to U+001F and U+0085.
 * Fragments of regular expressions and functions on strings; all stateless.
 *
 * <p>Characters that this Java's Unicode version does not know yet count as unassigned.
 */
public final class PythonText {
  /**
   * Members of {@code \w}, for use inside a character class. The letter U+10000 is one of them
   * already; standing there itself, it makes Java look behind by code points.
   */
  public static final String WORD_SET = "\\p{L}\\p{N}_\ud800\udc00";

  /** Members of {@code \s}, for use inside a character class. */
  public static final String SPACE_SET =
      "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

  /** {@code \w}. */
  public static final String WORD = "[" + WORD_SET + "]";

  /** {@code \s}. */
  public static final String SPACE = "[" + SPACE_SET + "]";

  /** {@code \S}. */
  public static final String NOT_SPACE = "[^" + SPACE_SET + "]";

  /** {@code \d}. */
  public static final String DIGIT = "\\p{Nd}";

  /** {@code \b} where the next character is known to be a word character. */
  public static final String WORD_START = "(?<!" + WORD + ")";

  /** {@code \b} where the previous character is known to be a word character. */
  public static final String WORD_END = "(?!" + WORD + ")";

  /** {@code \b}. */
  public static final String BOUNDARY = "(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))".formatted(WORD);

  /** {@code $}: the end, or before a line feed that ends the text. */
  public static final String TEXT_END = "(?=\\n?\\z)";

  private static final int CAPITAL_SIGMA = 0x3A3;
  private static final char SMALL_SIGMA = '\u03c3';
  private static final char FINAL_SIGMA = '\u03c2';
  private static final int CAPITAL_I_WITH_DOT = 0x130;

  /** Characters that Unicode's word break rules put between letters; they do not end a word. */
  private static final String MID_LETTERS =
      ":\u00b7\u0387\u055f\u05f4\u2027\ufe13\ufe55\uff1a.\u2018\u2019\u2024\ufe52\uff07\uff0e'";

  private PythonText() {}

  /** {@code str.isspace()} of one character, and {@code \s}. */
  public static boolean isSpace(int codePoint) {
    return (codePoint >= '\t' && codePoint <= '\r')
        || (codePoint >= 0x1c && codePoint <= ' ')
        || codePoint == 0x85
        || codePoint == 0xa0
        || codePoint == 0x1680
        || (codePoint >= 0x2000 && codePoint <= 0x200a)
        || codePoint == 0x2028
        || codePoint == 0x2029
        || codePoint == 0x202f
        || codePoint == 0x205f
        || codePoint == 0x3000;
  }

  /** {@code str.strip()}. */
  public static String strip(String text) {
    return stripTrailing(stripLeading(text));
  }

  /** {@code str.lstrip()}. */
  public static String stripLeading(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** {@code str.rstrip()}. */
  public static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** {@code str.lower()}: full case mapping, a capital sigma that ends a word becomes ς. */
  public static String lower(String text) {
    StringBuilder lowered = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      if (codePoint == CAPITAL_SIGMA) {
        lowered.append(endsWord(text, i, next) ? FINAL_SIGMA : SMALL_SIGMA);
      } else if (codePoint == CAPITAL_I_WITH_DOT) {
        lowered.append("i\u0307");
      } else {
        lowered.appendCodePoint(Character.toLowerCase(codePoint));
      }
      i = next;
    }
    return lowered.toString();
  }

  /** The text with its first character in upper case, where that is a lower-case letter. */
  public static String capitalise(String text) {
    int first = text.codePointAt(0);
    if (!Character.isLowerCase(first)) {
      return text;
    }
    int length = Character.charCount(first);
    return text.substring(0, length).toUpperCase(Locale.ROOT) + text.substring(length);
  }

  private static boolean endsWord(String text, int start, int end) {
    int before = start;
    int codePoint = 0;
    while (before > 0) {
      codePoint = text.codePointBefore(before);
      if (!isCaseIgnorable(codePoint)) {
        break;
      }
      before -= Character.charCount(codePoint);
    }
    if (before == 0 || !isCased(codePoint)) {
      return false;
    }
    int after = end;
    while (after < text.length()) {
      codePoint = text.codePointAt(after);
      if (!isCaseIgnorable(codePoint)) {
        return !isCased(codePoint);
      }
      after += Character.charCount(codePoint);
    }
    return true;
  }

  private static boolean isCased(int codePoint) {
    return Character.isLowerCase(codePoint)
        || Character.isUpperCase(codePoint)
        || Character.isTitleCase(codePoint);
  }

  private static boolean isCaseIgnorable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> MID_LETTERS.indexOf(codePoint) >= 0;
    };
  }
}
