package io.kinolake.udfs.clean;

import io.kinolake.models.text.CharacterReferences;
import io.kinolake.models.text.PythonText;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.util.Locale;
import java.util.Set;

/**
 * The text of HTML as BeautifulSoup 4.11 extracts it with CPython 3.11's {@code html.parser}, which
 * is no HTML 5 parser: it reads once, leaving what may be incomplete, and once more to the end. One
 * instance reads one text.
 */
final class HtmlText {
  private static final int INCOMPLETE = -1;
  private static final Set<String> RAW_ELEMENTS = Set.of("script", "style");
  private static final Set<String> SECTIONS =
      Set.of("temp", "cdata", "ignore", "include", "rcdata");
  private static final Set<String> OFFICE_SECTIONS = Set.of("if", "else", "endif");
  private static final String CDATA = "cdata[";

  private final String html;
  private final HtmlCursor cursor;
  private final VisibleText visible = new VisibleText();
  private int position;
  private String rawElement = ""; // the open script or style element; empty outside of one

  private HtmlText(String html) {
    this.html = html;
    this.cursor = new HtmlCursor(html);
  }

  /**
   * The text without markup; script, style, template, comments and declarations leave none.
   *
   * @throws KinolakeException BAD_CAPTION if a marked section ({@code <![}) has no name that is
   *     known
   */
  static String of(String html) {
    HtmlText text = new HtmlText(html);
    text.scan(false);
    text.scan(true);
    return text.visible.finish();
  }

  private void scan(boolean atEnd) {
    boolean goOn = true;
    while (goOn && position < html.length()) {
      int next = rawElement.isEmpty() ? cursor.markup(position) : rawEnd();
      if (next < 0) {
        break;
      }
      data(position, next);
      position = next;
      if (position < html.length()) {
        goOn = html.charAt(position) == '<' ? tag(atEnd) : reference(atEnd);
      }
    }
    if (atEnd && position < html.length() && rawElement.isEmpty()) {
      data(position, html.length());
      position = html.length();
    }
  }

  /** Where the end tag of the raw element begins, or -1. */
  private int rawEnd() {
    for (int i = cursor.find("</", position); i >= 0; i = cursor.find("</", i + 2)) {
      int name = cursor.skipSpace(i + 2);
      int end = cursor.skipSpace(name + rawElement.length());
      if (html.regionMatches(true, name, rawElement, 0, rawElement.length())
          && cursor.is('>', end)) {
        return i;
      }
    }
    return -1;
  }

  private boolean tag(boolean atEnd) {
    int start = position;
    if (start + 1 == html.length()) {
      return false;
    }
    int end = construct(start);
    if (end == INCOMPLETE) {
      if (!atEnd) {
        return false;
      }
      end = endOfBroken(start);
      data(start, end);
    }
    position = end;
    return true;
  }

  /** Reads what begins with the {@code <} at the position; gives its end or INCOMPLETE. */
  private int construct(int start) {
    char next = html.charAt(start + 1);
    if (HtmlCursor.isLetter(next)) {
      return startTag(start);
    }
    if (next == '/') {
      return endTag(start);
    }
    if (next == '?') {
      return hidden(cursor.find(">", start + 2), 1);
    }
    if (next == '!') {
      return declaration(start);
    }
    data(start, start + 1);
    return start + 1;
  }

  private int endOfBroken(int start) {
    int close = cursor.find(">", start + 1);
    if (close >= 0) {
      return close + 1;
    }
    int open = cursor.find("<", start + 1);
    return open >= 0 ? open : start + 1;
  }

  private int startTag(int start) {
    int end = cursor.startTagEnd(start);
    if (end < 0) {
      return INCOMPLETE;
    }
    int nameEnd = cursor.tagNameEnd(start + 1);
    String name = lower(start + 1, nameEnd);
    int attributesEnd = cursor.attributesEnd(nameEnd, end);
    String rest = attributesEnd < end ? html.substring(attributesEnd, end) : "";
    switch (PythonText.strip(rest)) {
      case "/>" -> visible.boundary();
      case ">" -> {
        visible.open(name);
        if (RAW_ELEMENTS.contains(name)) {
          rawElement = name;
        }
      }
      default -> data(start, end);
    }
    return end;
  }

  private int endTag(int start) {
    int close = cursor.find(">", start + 1);
    if (close < 0) {
      return INCOMPLETE;
    }
    int nameStart = cursor.skipSpace(start + 2);
    int nameEnd = cursor.endTagNameEnd(nameStart);
    boolean regular = nameEnd > nameStart && cursor.is('>', cursor.skipSpace(nameEnd));
    if (regular) {
      String name = lower(nameStart, nameEnd);
      if (!rawElement.isEmpty() && !name.equals(rawElement)) {
        data(start, close + 1);
      } else {
        visible.close(name);
        rawElement = "";
      }
      return close + 1;
    }
    if (!rawElement.isEmpty()) {
      data(start, close + 1);
      return close + 1;
    }
    return irregularEndTag(start);
  }

  private int irregularEndTag(int start) {
    if (HtmlCursor.isLetter(cursor.at(start + 2))) {
      int nameEnd = cursor.tagNameEnd(start + 2);
      visible.close(lower(start + 2, nameEnd));
      return cursor.find(">", nameEnd) + 1;
    }
    if (html.startsWith("</>", start)) {
      return start + 3;
    }
    return hidden(cursor.find(">", start + 2), 1);
  }

  private int declaration(int start) {
    if (html.startsWith("<!--", start)) {
      return hidden(cursor.commentEnd(start + 4), 0);
    }
    if (html.startsWith("<![", start)) {
      return markedSection(start);
    }
    boolean doctype = html.regionMatches(true, start, "<!doctype", 0, 9);
    return hidden(cursor.find(">", start + (doctype ? 9 : 2)), 1);
  }

  private int markedSection(int start) {
    int name = start + 3;
    int nameEnd = cursor.declarationNameEnd(name);
    int after = cursor.skipSpace(nameEnd);
    if (name == html.length() || (nameEnd > name && after == html.length())) {
      return INCOMPLETE;
    }
    String section = lower(name, nameEnd);
    boolean office = OFFICE_SECTIONS.contains(section);
    if (!office && !SECTIONS.contains(section)) {
      throw new KinolakeException(
          FailureCode.BAD_CAPTION,
          "The caption's markup '%s' is a marked section of unknown kind; remove it or leave out the clean step"
              .formatted(html.substring(start, Math.min(html.length(), start + 20))));
    }
    int close = cursor.sectionClose(name, office ? 1 : 2);
    if (close < 0) {
      return INCOMPLETE;
    }
    visible.boundary();
    if (html.regionMatches(true, name, CDATA, 0, CDATA.length())) {
      visible.section(html.substring(name + CDATA.length(), close));
    }
    return cursor.sectionEnd(close);
  }

  private int hidden(int end, int length) {
    if (end < 0) {
      return INCOMPLETE;
    }
    visible.boundary();
    return end + length;
  }

  private boolean reference(boolean atEnd) {
    int start = position;
    if (html.startsWith("&#", start)) {
      return number(start);
    }
    int nameEnd = cursor.referenceNameEnd(start + 1);
    if (nameEnd > 0) {
      String name = html.substring(start + 1, nameEnd);
      visible.append(CharacterReferences.named(name).orElse("&" + name));
      position = cursor.is(';', nameEnd) ? nameEnd + 1 : nameEnd;
      return true;
    }
    if (HtmlCursor.isLetter(cursor.at(start + 1))) {
      if (atEnd && start + 2 == html.length()) {
        position++;
      }
      return false;
    }
    if (start + 1 < html.length()) {
      data(start, start + 1);
      position++;
      return true;
    }
    return false;
  }

  private boolean number(int start) {
    int end = cursor.referenceNumberEnd(start + 2);
    if (end > 0) {
      visible.append(CharacterReferences.numbered(html.substring(start + 2, end)));
      position = cursor.is(';', end) ? end + 1 : end;
      return true;
    }
    if (cursor.find(";", start) >= 0) {
      data(start, start + 2);
      position = start + 2;
    }
    return false;
  }

  private void data(int start, int end) {
    visible.append(html.substring(start, end));
  }

  private String lower(int start, int end) {
    return html.substring(start, end).toLowerCase(Locale.ROOT);
  }
}
