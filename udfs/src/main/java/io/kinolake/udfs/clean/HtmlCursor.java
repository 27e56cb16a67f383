package io.kinolake.udfs.clean;

import io.kinolake.models.text.PythonText;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds where the parts of HTML end, by the rules of CPython 3.11's {@code html.parser}: what its
 * regular expressions match, in linear time. A failed search is remembered, since every later one
 * for the same thing fails too.
 */
final class HtmlCursor {
  private static final char NONE = '\uffff';
  private static final String COMMENT_CLOSE = "--";

  private final String html;
  private final Map<String, Integer> absentFrom = new HashMap<>();

  HtmlCursor(String html) {
    this.html = html;
  }

  static boolean isLetter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }

  /** The character there, or U+FFFF beyond the end. */
  char at(int index) {
    return index < html.length() ? html.charAt(index) : NONE;
  }

  boolean is(char character, int index) {
    return index < html.length() && html.charAt(index) == character;
  }

  int find(String wanted, int from) {
    if (absentFrom.getOrDefault(wanted, Integer.MAX_VALUE) <= from) {
      return -1;
    }
    int found = html.indexOf(wanted, from);
    if (found < 0) {
      absentFrom.put(wanted, from);
    }
    return found;
  }

  /** The next {@code <} or {@code &}, or the end. */
  int markup(int from) {
    int i = from;
    while (i < html.length() && html.charAt(i) != '<' && html.charAt(i) != '&') {
      i++;
    }
    return i;
  }

  int skipSpace(int from) {
    int i = from;
    while (i < html.length() && PythonText.isSpace(html.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The end of a tag's name, which may hold anything but blanks, slash, {@code >} and NUL. */
  int tagNameEnd(int from) {
    int i = from;
    while (i < html.length() && "\t\n\r\f />\0".indexOf(html.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** The end of the name in an end tag; {@code from} if no letter stands there. */
  int endTagNameEnd(int from) {
    return nameEnd(from, "-.:_");
  }

  /** The end of a declaration's name; {@code from} if no letter stands there. */
  int declarationNameEnd(int from) {
    return nameEnd(from, "-_.");
  }

  /**
   * The end of a whole start tag, or -1 if it is incomplete. A tag that something odd interrupts
   * ends there.
   */
  int startTagEnd(int start) {
    int tagName = tagNameEnd(start + 1);
    if (find(">", start) < 0 && !is('\0', tagName)) {
      return -1; // only a NUL after the name could end it
    }
    int i = skipSpaceAndSlashes(tagName);
    while (true) {
      int nameEnd = attributeNameEnd(i);
      if (nameEnd < 0) {
        break;
      }
      int valueEnd = attributeValueEnd(nameEnd);
      i = skipBlanks(valueEnd < 0 ? nameEnd : skipSpace(valueEnd));
    }
    i = skipSpace(i);
    if (is('>', i)) {
      return i + 1;
    }
    if (is('/', i)) {
      return is('>', i + 1) ? i + 2 : -1;
    }
    return i >= html.length() || isLetter(html.charAt(i)) || html.charAt(i) == '=' ? -1 : i;
  }

  /** The end of the attributes that begin after a tag's name, not looking beyond the tag much. */
  int attributesEnd(int nameEnd, int tagEnd) {
    int i = skipBlanks(nameEnd);
    while (i < tagEnd) {
      int end = attributeNameEnd(i);
      if (end < 0) {
        break;
      }
      int valueEnd = attributeValueEnd(end);
      i = skipBlanks(valueEnd < 0 ? end : valueEnd);
    }
    return i;
  }

  /** Just after a comment's {@code -->}, or -1. */
  int commentEnd(int from) {
    for (int i = find(COMMENT_CLOSE, from); i >= 0; i = find(COMMENT_CLOSE, i + 1)) {
      int end = skipSpace(i + COMMENT_CLOSE.length());
      if (is('>', end)) {
        return end + 1;
      }
    }
    absentFrom.merge(COMMENT_CLOSE, from, Math::min);
    return -1;
  }

  /** Where the brackets that close a marked section begin, or -1. */
  int sectionClose(int from, int brackets) {
    for (int i = find("]", from); i >= 0; i = find("]", i + 1)) {
      int next = skipSpace(i + 1);
      if (is(brackets == 1 ? '>' : ']', next) && (brackets == 1 || is('>', skipSpace(next + 1)))) {
        return i;
      }
    }
    return -1;
  }

  /** Just after a marked section whose closing brackets begin there. */
  int sectionEnd(int close) {
    return html.indexOf('>', close) + 1;
  }

  /**
   * The end of a reference's name, or -1. Some character must follow it that is no letter or digit;
   * at the end of the text a dash or dot of the name may be that.
   */
  int referenceNameEnd(int from) {
    int end = nameEnd(from, "-.");
    if (end == from || end < html.length()) {
      return end == from ? -1 : end;
    }
    int last = end - 1;
    while (last > from && html.charAt(last) != '-' && html.charAt(last) != '.') {
      last--;
    }
    return last > from ? last : -1;
  }

  /** The end of a reference's number, or -1; a character that is no hex digit must follow. */
  int referenceNumberEnd(int from) {
    boolean hexadecimal = is('x', from) || is('X', from);
    int start = hexadecimal ? from + 1 : from;
    int i = start;
    while (i < html.length() && isDigit(html.charAt(i), hexadecimal)) {
      i++;
    }
    return i == start || i == html.length() || isDigit(html.charAt(i), true) ? -1 : i;
  }

  private int nameEnd(int from, String marks) {
    int i = from;
    while (i < html.length()
        && (isLetter(html.charAt(i))
            || (i > from
                && (isDigit(html.charAt(i), false) || marks.indexOf(html.charAt(i)) >= 0)))) {
      i++;
    }
    return i;
  }

  /** The end of an attribute's name that begins there, or -1. */
  private int attributeNameEnd(int from) {
    if (from >= html.length()) {
      return -1;
    }
    char before = html.charAt(from - 1);
    char first = html.charAt(from);
    boolean separated =
        before == '\'' || before == '"' || before == '/' || PythonText.isSpace(before);
    if (!separated || first == '/' || first == '>' || PythonText.isSpace(first)) {
      return -1;
    }
    int i = from + 1;
    while (i < html.length()
        && "/=>".indexOf(html.charAt(i)) < 0
        && !PythonText.isSpace(html.charAt(i))) {
      i++;
    }
    return i;
  }

  /**
   * The end of the value after an attribute's name, or -1 if there is none. A quote that is never
   * closed cannot begin a value; blanks or a second {@code =} before it can.
   */
  private int attributeValueEnd(int nameEnd) {
    int equals = skipSpace(nameEnd);
    int afterEquals = equals;
    while (is('=', afterEquals)) {
      afterEquals++;
    }
    if (afterEquals == equals) {
      return -1;
    }
    int value = skipSpace(afterEquals);
    char quote = at(value);
    if (quote != '\'' && quote != '"') {
      return bareValueEnd(value);
    }
    int close = find(String.valueOf(quote), value + 1);
    if (close >= 0) {
      return close + 1;
    }
    if (value > afterEquals) {
      return value - 1;
    }
    return afterEquals - equals > 1 ? bareValueEnd(afterEquals - 1) : -1;
  }

  private int bareValueEnd(int from) {
    int i = from;
    while (i < html.length() && html.charAt(i) != '>' && !PythonText.isSpace(html.charAt(i))) {
      i++;
    }
    return i;
  }

  private int skipSpaceAndSlashes(int from) {
    int i = from;
    while (i < html.length() && (html.charAt(i) == '/' || PythonText.isSpace(html.charAt(i)))) {
      i++;
    }
    return i;
  }

  /** Skips white space and slashes other than that of {@code />}. */
  private int skipBlanks(int from) {
    int i = from;
    while (i < html.length()
        && (PythonText.isSpace(html.charAt(i)) || (html.charAt(i) == '/' && !is('>', i + 1)))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(char character, boolean hexadecimal) {
    return (character >= '0' && character <= '9')
        || (hexadecimal
            && ((character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F')));
  }
}
