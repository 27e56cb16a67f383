package io.kinolake.models.text;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A single-byte character set in which UTF-8 is often misread, as ftfy 6.3 defines it. A lenient
 * one gives unassigned bytes their Latin-1 meaning and lets byte 1A stand for U+FFFD.
 */
enum LegacyCharset {
  LATIN_1("ISO-8859-1", false),
  WINDOWS_1252("windows-1252", true),
  WINDOWS_1251("windows-1251", true),
  WINDOWS_1250("windows-1250", true),
  WINDOWS_1253("windows-1253", true),
  WINDOWS_1254("windows-1254", true),
  WINDOWS_1257("windows-1257", true),
  ISO_8859_2("ISO-8859-2", false),
  MAC_ROMAN("x-MacRoman", false),
  CODE_PAGE_437("IBM437", false);

  /** In the order in which a repair tries them. */
  static final List<LegacyCharset> ALL = List.of(values());

  /** Those that share Latin-1's layout: letters from C0 on. */
  static final List<LegacyCharset> LATIN_LIKE = ALL.subList(0, 8);

  private static final char UNKNOWN = '\ufffd';
  private static final char SUBSTITUTE = '\u001a';
  private static final int FIRST_HIGH = 0x80;

  private final boolean lenient;
  private final char[] high;
  private final Map<Character, Character> bytes = new HashMap<>();

  LegacyCharset(String name, boolean lenient) {
    this.lenient = lenient;
    byte[] all = new byte[0x80];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (FIRST_HIGH + i);
    }
    this.high = new String(all, Charset.forName(name)).toCharArray();
    for (int i = 0; i < high.length; i++) {
      if (high[i] == UNKNOWN) {
        high[i] = (char) (FIRST_HIGH + i);
      }
      bytes.put(high[i], (char) (FIRST_HIGH + i));
    }
    if (lenient) {
      bytes.put(UNKNOWN, SUBSTITUTE);
    }
  }

  boolean isLenient() {
    return lenient;
  }

  /** What the bytes from {@code first} to {@code last}, both 80 or above, stand for. */
  String characters(int first, int last) {
    return new String(Arrays.copyOfRange(high, first - FIRST_HIGH, last - FIRST_HIGH + 1));
  }

  /** The bytes of a text, each as a Latin-1 character, if this character set has them all. */
  Optional<String> encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character < FIRST_HIGH && !(lenient && character == SUBSTITUTE)) {
        encoded.append(character);
        continue;
      }
      Character mapped = bytes.get(character);
      if (mapped == null) {
        return Optional.empty();
      }
      encoded.append(mapped.charValue());
    }
    return Optional.of(encoded.toString());
  }
}
