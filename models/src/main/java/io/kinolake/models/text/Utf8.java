package io.kinolake.models.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UTF-8 as Python and ftfy read it. */
public final class Utf8 {
  private static final char REPLACEMENT = '\ufffd';

  /** Java's null and CESU-8's surrogate pairs, over bytes as Latin-1 characters. */
  private static final Pattern VARIANT =
      Pattern.compile(
          "\\xc0\\x80|\\xed([\\xa0-\\xaf])([\\x80-\\xbf])\\xed([\\xb0-\\xbf])([\\x80-\\xbf])");

  private Utf8() {}

  /**
   * Decodes the first {@code length} bytes with U+FFFD for each maximal part of a broken sequence
   * (Unicode Standard, section 3.9, practice of substitution), as Python does. Java differs for
   * encoded surrogates.
   */
  public static String decodeLeniently(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int first = bytes[i++] & 0xff;
      int more = following(first);
      if (more < 0) {
        text.append(REPLACEMENT);
        continue;
      }
      int codePoint = more == 0 ? first : first & (0x3f >> more);
      int taken = 0;
      while (taken < more && i < length && continues(first, taken, bytes[i] & 0xff)) {
        codePoint = (codePoint << 6) | (bytes[i++] & 0x3f);
        taken++;
      }
      text.appendCodePoint(taken == more ? codePoint : REPLACEMENT);
    }
    return text.toString();
  }

  /** Decodes, or gives nothing if any byte is wrong. */
  static Optional<String> decodeStrictly(String bytes) {
    try {
      return Optional.of(
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty(); // the answer to the question that this method asks
    }
  }

  /**
   * Decodes UTF-8 in which supplementary characters may be two encoded surrogates and U+0000 may be
   * {@code C0 80}, or gives nothing if any other byte is wrong.
   */
  static Optional<String> decodeVariants(String bytes) {
    StringBuilder text = new StringBuilder(bytes.length());
    Matcher special = VARIANT.matcher(bytes);
    int position = 0;
    while (special.find()) {
      Optional<String> plain = decodeStrictly(bytes.substring(position, special.start()));
      if (plain.isEmpty()) {
        return plain;
      }
      text.append(plain.get()).appendCodePoint(variant(special));
      position = special.end();
    }
    return decodeStrictly(bytes.substring(position)).map(rest -> text.append(rest).toString());
  }

  private static int variant(Matcher special) {
    if (special.group(1) == null) {
      return 0;
    }
    return 0x10000
        + (((special.group(1).charAt(0) & 0x0f) << 16)
            | ((special.group(2).charAt(0) & 0x3f) << 10)
            | ((special.group(3).charAt(0) & 0x0f) << 6)
            | (special.group(4).charAt(0) & 0x3f));
  }

  private static int following(int first) {
    if (first < 0x80) {
      return 0;
    }
    if (first < 0xc2 || first > 0xf4) {
      return -1;
    }
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  }

  private static boolean continues(int first, int taken, int next) {
    int low = 0x80;
    int high = 0xbf;
    if (taken == 0) {
      low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : low;
      high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : high;
    }
    return low <= next && next <= high;
  }
}
