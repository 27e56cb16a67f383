package io.kinolake.udfs.clean;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Collects the text nodes of a document as BeautifulSoup does: a node of ASCII white space alone
 * shrinks to one character, and some elements hide what they hold.
 */
final class VisibleText {
  private static final Set<String> HIDING = Set.of("script", "style", "template", "rt", "rp");
  private static final Set<String> PREFORMATTED = Set.of("pre", "textarea");
  private static final Set<String> VOID =
      Set.of(
          "area",
          "base",
          "br",
          "col",
          "embed",
          "hr",
          "img",
          "input",
          "keygen",
          "link",
          "menuitem",
          "meta",
          "param",
          "source",
          "track",
          "wbr",
          "basefont",
          "bgsound",
          "command",
          "frame",
          "image",
          "isindex",
          "nextid",
          "spacer");
  private static final Pattern BLANK = Pattern.compile("[ \\n\\t\\f\\r]+");

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder node = new StringBuilder();
  private final List<String> open = new ArrayList<>();
  private final Map<String, Integer> openByName = new HashMap<>();
  private final Map<String, Integer> closedVoids = new HashMap<>();
  private int hiding;
  private int preformatted;

  void append(String data) {
    node.append(data);
  }

  /** Ends the text node at hand. */
  void boundary() {
    endNode(hiding == 0);
  }

  /** A text node of its own, visible wherever it stands; an empty one becomes a space. */
  void section(String data) {
    node.append(data.isEmpty() ? " " : data);
    endNode(true);
  }

  void open(String name) {
    boundary();
    if (VOID.contains(name)) {
      closedVoids.merge(name, 1, Integer::sum);
    } else {
      open.add(name);
      count(name, 1);
    }
  }

  /** An end tag; without its start tag it ends nothing but the text node. */
  void close(String name) {
    if (closedVoids.getOrDefault(name, 0) > 0) {
      closedVoids.merge(name, -1, Integer::sum);
      return;
    }
    boundary();
    while (openByName.getOrDefault(name, 0) > 0) {
      String last = open.remove(open.size() - 1);
      count(last, -1);
      if (last.equals(name)) {
        break;
      }
    }
  }

  String finish() {
    boundary();
    return text.toString();
  }

  private void count(String name, int change) {
    openByName.merge(name, change, Integer::sum);
    if (HIDING.contains(name)) {
      hiding += change;
    }
    if (PREFORMATTED.contains(name)) {
      preformatted += change;
    }
  }

  private void endNode(boolean shown) {
    if (shown) {
      boolean shrinks = preformatted == 0 && BLANK.matcher(node).matches();
      text.append(shrinks ? (node.indexOf("\n") >= 0 ? "\n" : " ") : node);
    }
    node.setLength(0);
  }
}
