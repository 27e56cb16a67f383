package io.kinolake.models.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a text holds neighbours that hardly occur except where UTF-8 was read in a
 * single-byte character set. The classes of characters and the pairs are those of ftfy 6.3's
 * heuristic ("badness").
 */
final class MojibakeSigns {
  /** Ordinary punctuation that mojibake shares with good text. */
  private static final String COMMON = "\\xa0\\xad\\xb7\\xb4\\u2013\\u2014\\u2015\\u2026\\u2019";

  private static final String C1 = "\\x80-\\x9f";

  /** Characters that hardly occur except in mojibake. */
  private static final String BAD =
      "\\xa6\\xa4\\xa8\\xac\\xaf\\xb8\\u0192\\u02c6\\u02c7\\u02d8\\u02db\\u02dc\\u2020\\u2021"
          + "\\u2030\\u2310\\u25ca\\ufffd\\xaa\\xba";

  private static final String LAW = "\\xb6\\xa7";
  private static final String CURRENCY = "\\xa2\\xa3\\xa5\\u20a7\\u20ac";
  private static final String OPENING =
      "\\xa1\\xab\\xbf\\xa9\\u0384\\u0385\\u2018\\u201a\\u201c\\u201e\\u2022\\u2039\\uf8ff";
  private static final String CLOSING = "\\xae\\xbb\\u02dd\\u201d\\u203a\\u2122";
  private static final String NUMERIC =
      "\\xb2\\xb3\\xb9\\xb1\\xbc\\xbd\\xbe\\xd7\\xb5\\xf7\\u2044\\u2202\\u2206\\u220f\\u2211\\u221a"
          + "\\u221e\\u2229\\u222b\\u2248\\u2260\\u2261\\u2264\\u2265\\u2116";

  /** Letters and signs that drawn faces are made of. */
  private static final String FACES =
      "\\xd2-\\xd6\\xd9-\\xdc\\xf2-\\xf6\\xf8-\\xfc\\u0150\\u014c\\u016a\\u0172\\xb0";

  private static final String UPPER_ACCENTED =
      "\\xc0-\\xd1\\xd8\\xdc\\xdd\\u0102\\u0100\\u0104\\u0106\\u010c\\u010e\\u0110\\u0118\\u011a"
          + "\\u0112\\u0116\\u011e\\u0122\\u0130\\u012a\\u0136\\u0139\\u013d\\u0141\\u013b\\u0143"
          + "\\u0147\\u0145\\u0152\\u0158\\u015a\\u015e\\u0160\\u0162\\u0164\\u016e\\u0170\\u0178"
          + "\\u0179\\u017b\\u017d\\u0490";
  private static final String LOWER_ACCENTED =
      "\\xdf\\xe0-\\xf1\\u0103\\u0105\\u0101\\u0107\\u010d\\u010f\\u0111\\u0119\\u011b\\u0113"
          + "\\u0117\\u011f\\u0123\\u012f\\u012b\\u0137\\u013a\\u013e\\u0142\\u013c\\u0153\\u0155"
          + "\\u015b\\u015f\\u0161\\u0165\\xfc\\u017a\\u017c\\u017e\\u0491\\ufb01\\ufb02";
  private static final String UPPER_COMMON =
      "\\xde\\u0391-\\u03a9\\u0386\\u0388\\u0389\\u038a\\u038c\\u038e\\u038f\\u03aa\\u03ab"
          + "\\u0401-\\u042f";
  private static final String LOWER_COMMON =
      "\\u03b1-\\u03c9\\u03ac\\u03ad\\u03ae\\u03af\\u03b0\\u0430-\\u045f";

  /** Box drawing, without the single horizontal line. */
  private static final String BOX =
      "\\u2502\\u250c\\u2510\\u2518\\u251c\\u2524\\u252c\\u253c\\u2550-\\u256c\\u2580\\u2584\\u2588"
          + "\\u258c\\u2590\\u2591\\u2592\\u2593";

  private static final String LETTERS = LOWER_ACCENTED + UPPER_ACCENTED;
  private static final String ANY_BUT_BAD =
      LETTERS + BOX + OPENING + CLOSING + CURRENCY + NUMERIC + LAW;

  /** What follows the lead letters of Arabic in Windows-1252. */
  private static final String AFTER_ARABIC_LEAD =
      COMMON + CURRENCY + BAD + NUMERIC + OPENING + "\u0178\u0160\u00ae\u00b0\u00b5\u00bb";

  private static final List<String> SIGNS =
      List.of(
          oneOf(C1),
          oneOf(BAD + ANY_BUT_BAD) + oneOf(BAD),
          "[a-zA-Z]" + oneOf(LOWER_COMMON + UPPER_COMMON) + oneOf(BAD),
          oneOf(BAD) + oneOf(ANY_BUT_BAD),
          oneOf(LOWER_ACCENTED + LOWER_COMMON + BOX + CLOSING + CURRENCY + NUMERIC)
              + oneOf(UPPER_ACCENTED),
          oneOf(BOX + CLOSING + CURRENCY + NUMERIC) + oneOf(LOWER_ACCENTED),
          oneOf(LOWER_ACCENTED + BOX + CLOSING) + oneOf(CURRENCY),
          PythonText.SPACE + oneOf(UPPER_ACCENTED) + oneOf(CURRENCY),
          oneOf(UPPER_ACCENTED + BOX) + oneOf(NUMERIC + LAW),
          oneOf(LETTERS + BOX + CURRENCY + CLOSING) + oneOf(OPENING) + oneOf(NUMERIC),
          oneOf(LETTERS + CURRENCY + NUMERIC + BOX + LAW) + oneOf(CLOSING) + oneOf(OPENING),
          oneOf(CURRENCY + NUMERIC + BOX) + oneOf(OPENING),
          "[a-z]" + oneOf(UPPER_ACCENTED) + oneOf(OPENING + CURRENCY),
          oneOf(BOX) + oneOf(FACES),
          oneOf(LETTERS + CURRENCY + NUMERIC + OPENING + CLOSING + LAW) + oneOf(BOX),
          oneOf(BOX) + oneOf(CLOSING),
          oneOf(LETTERS) + oneOf(OPENING + CLOSING) + PythonText.WORD,
          "[\u0152\u0153][^A-Za-z]",
          oneOf(UPPER_ACCENTED) + "\u00b0",
          // Windows-1252, two characters
          "[\u00c2\u00c3\u00ce\u00d0]"
              + oneOf(
                  "\u20ac\u0153\u0160\u0161\u00a2\u00a3\u0178\u017e\u00a0\u00ad\u00ae\u00a9\u00b0"
                      + "\u00b7\u00bb\u2013\u2014\u00b4"
                      + OPENING
                      + CLOSING),
          "\u00d7[\u00b2\u00b3]",
          // Windows-1252, Arabic: common characters count, so two pairs are needed
          "(?:[\u00d8\u00d9]" + oneOf(AFTER_ARABIC_LEAD) + "){2}",
          // Windows-1252, South Asian scripts
          "\u00e0[\u00b2\u00b5\u00b9\u00bc\u00bd\u00be]",
          // Mac Roman
          "\u221a[\u00b1\u2202\u2020\u2260\u00ae\u2122\u00b4\u2264\u2265\u00a5\u00b5\u00f8]",
          "\u2248[\u00b0\u00a2]",
          "\u201a\u00c4[\u00ec\u00ee\u00ef\u00f2\u00f4\u00fa\u00f9\u00fb\u2020\u00b0\u00a2\u03c0]",
          "\u201a[\u00e2\u00f3][\u00e0\u00e4\u00b0\u00ea]",
          // Windows-1251
          "\u0432\u0402",
          aroundSign("\u0412\u0413\u0420\u0421", "\u00b0\u00b5"),
          "\u0413\u045e\u0412\u0402\u0412.[A-Za-z ]",
          // Windows-1252: a and i with accents, no-break space
          "\u00c3[\u00a0\u00a1]",
          "[a-z]" + PythonText.SPACE + "?[\u00c3\u00c2] ",
          "^[\u00c3\u00c2] ",
          "[a-z.,?!" + CLOSING + "]\u00c2[ " + OPENING + CLOSING + "]",
          // Windows-1253
          "\u03b2\u20ac[\u2122\u00a0\u0386\u00ad\u00ae\u00b0]",
          aroundSign("\u0392\u0393\u039e\u039f", "\u00b0"),
          // Windows-1257
          "\u0101\u20ac");

  private static final String OTHER_TELLING =
      "\u0384\u0385\u0386\u0402\u0490\u0491\uf8ff\ufb01\ufb02\ufffd";

  /** No sign has more characters before its first telling one. */
  private static final int LONGEST_LEAD = 3;

  private static final Pattern ANY_SIGN = Pattern.compile(String.join("|", SIGNS));

  private MojibakeSigns() {}

  static boolean in(String text) {
    Matcher sign = ANY_SIGN.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
    int telling = Integer.MAX_VALUE; // the nearest telling character, seen from the end
    for (int i = text.length() - 1; i >= 0; i--) {
      telling = isTelling(text.charAt(i)) ? i : telling;
      if (telling - i <= LONGEST_LEAD && sign.region(i, text.length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is one of the few hundred characters of which every sign has one. */
  private static boolean isTelling(char character) {
    return (character >= '\u0080' && character <= '\u02dd')
        || (character >= '\u2013' && character <= '\u25ca')
        || OTHER_TELLING.indexOf(character) >= 0;
  }

  private static String aroundSign(String leads, String more) {
    return oneOf(leads) + oneOf(C1 + BAD + OPENING + CLOSING + CURRENCY + more) + oneOf(leads);
  }

  private static String oneOf(String members) {
    return "[" + members + "]";
  }
}
