package io.kinolake.jobs.dropin;

import static io.kinolake.schemas.failure.FailureCode.BAD_TIMESTAMP;

import io.kinolake.schemas.failure.KinolakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a {@code timestamp} cell, {@code [('00:00:00.000', '00:00:01.292'), …]}, and
 * nothing else: the original evaluates it as a program.
 */
final class TimestampList {
  private static final Pattern PART =
      Pattern.compile("'([^'\\\\]*)'|\"([^\"\\\\]*)\"|([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)");

  private final String text;
  private int position;

  private TimestampList(String text) {
    this.text = text;
  }

  /**
   * The scenes of the list.
   *
   * @throws KinolakeException with code BAD_TIMESTAMP for any other text
   */
  static List<Scene> parse(String text) {
    return new TimestampList(text.strip()).scenes();
  }

  private List<Scene> scenes() {
    var scenes = new ArrayList<Scene>();
    expect('[');
    while (!skip(']')) {
      char close = skip('[') ? ']' : ')';
      if (close == ')') {
        expect('(');
      }
      SceneStamp start = stamp();
      expect(',');
      SceneStamp end = stamp();
      skip(',');
      expect(close);
      scenes.add(new Scene(start, end));
      if (!skip(',')) {
        expect(']');
        break;
      }
    }
    if (position != text.length()) {
      throw malformed();
    }
    return scenes;
  }

  private SceneStamp stamp() {
    skipBlanks();
    Matcher part = PART.matcher(text).region(position, text.length());
    if (!part.lookingAt()) {
      throw malformed();
    }
    position = part.end();
    if (part.group(3) != null) {
      return SceneStamp.ofNumber(part.group(3));
    }
    return SceneStamp.ofText(part.group(1) != null ? part.group(1) : part.group(2));
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      throw malformed();
    }
  }

  private boolean skip(char wanted) {
    skipBlanks();
    if (position < text.length() && text.charAt(position) == wanted) {
      position++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private KinolakeException malformed() {
    return new KinolakeException(
        BAD_TIMESTAMP,
        "The timestamps %s are not a list such as [('00:00:00.000', '00:00:01.500')] (character %d)"
            .formatted(SceneStamp.shorten(text), position + 1));
  }

  /** Start and end of a scene; the end may lie before the start. */
  record Scene(SceneStamp start, SceneStamp end) {}
}
