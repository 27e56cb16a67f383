package io.kinolake.udfs.clean;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kinolake.models.text.Utf8;

/**
 * Percent-decoding as Python's {@code urllib.parse.unquote_plus} does it: {@code +} is a space,
 * {@code %XX} is a byte of UTF-8, and what is no valid UTF-8 becomes U+FFFD. Bytes join to a
 * character only within a run of ASCII text.
 */
final class PercentEncoding {
  private PercentEncoding() {}

  static String decode(String text) {
    String spaced = text.replace('+', ' ');
    if (spaced.indexOf('%') < 0) {
      return spaced;
    }
    StringBuilder decoded = new StringBuilder(spaced.length());
    int position = 0;
    while (position < spaced.length()) {
      int end = position;
      while (end < spaced.length() && spaced.charAt(end) < 0x80) {
        end++;
      }
      decoded.append(decodeRun(spaced.substring(position, end)));
      position = end;
      while (position < spaced.length() && spaced.charAt(position) >= 0x80) {
        decoded.append(spaced.charAt(position++));
      }
    }
    return decoded.toString();
  }

  private static String decodeRun(String ascii) {
    if (ascii.indexOf('%') < 0) {
      return ascii;
    }
    byte[] from = ascii.getBytes(US_ASCII);
    byte[] bytes = new byte[from.length];
    int length = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i] == '%' && i + 2 < from.length && isHex(from[i + 1]) && isHex(from[i + 2])) {
        bytes[length++] =
            (byte) ((Character.digit(from[i + 1], 16) << 4) | Character.digit(from[i + 2], 16));
        i += 2;
      } else {
        bytes[length++] = from[i];
      }
    }
    return Utf8.decodeLeniently(bytes, length);
  }

  private static boolean isHex(byte character) {
    return Character.digit(character, 16) >= 0;
  }
}
