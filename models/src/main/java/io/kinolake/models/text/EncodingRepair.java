package io.kinolake.models.text;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Undoes the reading of UTF-8 in a single-byte character set, as ftfy 6.3 does with its default
 * settings: only where {@link MojibakeSigns} are seen, first for the whole text, else for single
 * sequences.
 */
final class EncodingRepair {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /** UTF-8 in which byte A0 became a space; over bytes as Latin-1 characters. */
  private static final Pattern SPACE_FOR_A0 =
      Pattern.compile(
          "[\\xc2\\xc3\\xc5\\xce\\xd0\\xd9] "
              + "|[\\xe2\\xe3] [\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf]"
              + "|[\\xe0-\\xe3][\\x80-\\x84\\x86-\\x9f\\xa1-\\xbf] "
              + "|\\xf0 [\\x80-\\xbf][\\x80-\\xbf]"
              + "|\\xf0[\\x80-\\xbf] [\\x80-\\xbf]"
              + "|\\xf0[\\x80-\\xbf][\\x80-\\xbf] ");

  /** The lone word "à", which keeps its space; not the Portuguese words that begin with it. */
  private static final Pattern WORD_A_GRAVE = Pattern.compile("\\xc3 (?! |quele|quela|quilo|s )");

  /** UTF-8 of which bytes were lost: 1A is an unknown byte, a question mark at most one. */
  private static final Pattern LOSSY =
      Pattern.compile(
          "[\\xc2-\\xdf]\\x1a"
              + "|[\\xc2-\\xc3][?]"
              + "|\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]"
              + "|\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]"
              + "|[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]"
              + "|[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf][\\x1a\\x80-\\xbf]"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]"
              + "|[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a\\x80-\\xbf][\\x1a?]"
              + "|\\x1a");

  /** U+FFFD in UTF-8. */
  private static final String REPLACEMENT_BYTES = "\u00ef\u00bf\u00bd";

  /** Marks that may stand for themselves beside mojibake. */
  private static final String PLAIN_MARKS =
      "\u2013\u2014\u2015\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026";

  private static final String CONTINUATION = decodings(0x80, 0xbf);

  private static final Pattern SEQUENCE =
      Pattern.compile(
          "[%1$s][ %4$s]|[%2$s][ %4$s]{2}|[%3$s][ %4$s]{3}"
              .formatted(
                  decodings(0xc2, 0xdf),
                  decodings(0xe0, 0xef),
                  decodings(0xf0, 0xf0) + decodings(0xf3, 0xf3),
                  CONTINUATION));

  /** A sequence that is not the rest of a longer garble. */
  private static final Pattern FIRST_SEQUENCE =
      Pattern.compile("(?<![" + CONTINUATION + "&&[^" + PLAIN_MARKS + "]])(?:" + SEQUENCE + ")");

  private static final Pattern C1_CONTROL = Pattern.compile("[\\x80-\\x9f]");

  private EncodingRepair() {}

  /** The text with its encoding repaired, as often as it was misread. */
  static String repair(String text) {
    String repaired = text;
    while (true) {
      String next = repairOnce(repaired);
      if (next.equals(repaired)) {
        return repaired;
      }
      repaired = next;
    }
  }

  /** C1 control characters as the characters that Windows-1252 has in their place. */
  static String replaceC1Controls(String text) {
    return C1_CONTROL
        .matcher(text)
        .replaceAll(
            found ->
                LegacyCharset.WINDOWS_1252.characters(
                    found.group().charAt(0), found.group().charAt(0)));
  }

  private static String repairOnce(String text) {
    if (text.chars().allMatch(character -> character < 0x80) || !MojibakeSigns.in(text)) {
      return text;
    }
    for (LegacyCharset charset : LegacyCharset.ALL) {
      Optional<String> decoded = charset.encode(text).flatMap(bytes -> decode(bytes, charset));
      if (decoded.isPresent()) {
        return decoded.get();
      }
    }
    String inPart = repairSequences(text);
    if (!inPart.equals(text)) {
      return inPart;
    }
    return asWindows1252(text).orElseGet(() -> replaceC1Controls(text));
  }

  private static Optional<String> decode(String encoded, LegacyCharset charset) {
    String bytes = encoded;
    if (charset != LegacyCharset.MAC_ROMAN && SPACE_FOR_A0.matcher(bytes).find()) {
      bytes = restoreA0(bytes);
    }
    if (charset.isLenient()) {
      bytes = LOSSY.matcher(bytes).replaceAll(REPLACEMENT_BYTES);
    }
    boolean variants = bytes.indexOf('\u00ed') >= 0 || bytes.indexOf('\u00c0') >= 0;
    return variants ? Utf8.decodeVariants(bytes) : Utf8.decodeStrictly(bytes);
  }

  private static String restoreA0(String bytes) {
    String words = WORD_A_GRAVE.matcher(bytes).replaceAll("\u00c3\u00a0 ");
    return SPACE_FOR_A0.matcher(words).replaceAll(found -> found.group().replace(' ', '\u00a0'));
  }

  /** Latin-1 that was meant to be Windows-1252: it has C1 controls, and all are assigned there. */
  private static Optional<String> asWindows1252(String text) {
    return LegacyCharset.LATIN_1
        .encode(text)
        .map(
            bytes ->
                new String(
                    bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), WINDOWS_1252))
        .filter(decoded -> decoded.indexOf('\ufffd') < 0 && !decoded.equals(text));
  }

  private static String repairSequences(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    Matcher first = FIRST_SEQUENCE.matcher(text);
    Matcher more = SEQUENCE.matcher(text);
    int position = 0;
    while (first.find(position)) {
      int end = first.end();
      while (more.region(end, text.length()).lookingAt()) {
        end = more.end();
      }
      String garble = text.substring(first.start(), end);
      boolean bad = garble.length() < text.length() && MojibakeSigns.in(garble);
      repaired.append(text, position, first.start()).append(bad ? repair(garble) : garble);
      position = end;
    }
    return repaired.append(text, position, text.length()).toString();
  }

  private static String decodings(int first, int last) {
    Function<LegacyCharset, String> range = charset -> charset.characters(first, last);
    StringBuilder members = new StringBuilder();
    LegacyCharset.LATIN_LIKE.forEach(charset -> members.append(range.apply(charset)));
    return members.toString();
  }
}
