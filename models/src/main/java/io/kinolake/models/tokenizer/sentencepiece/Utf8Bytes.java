package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

/** UTF-8 as bytes. */
final class Utf8Bytes {
  private Utf8Bytes() {}

  /** The bytes of a text, U+FFFD for a lone surrogate. */
  static byte[] of(String text) {
    boolean lone =
        text.codePoints()
            .anyMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE);
    if (!lone) {
      return text.getBytes(UTF_8);
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(
            each ->
                each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE ? 0xfffd : each)
        .forEach(whole::appendCodePoint);
    return whole.toString().getBytes(UTF_8);
  }

  /** Bytes of the character that starts with this one, in valid UTF-8. */
  static int length(byte first) {
    int value = first & 0xff;
    if (value < 0xc0) {
      return 1;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
  }

  /** The character that starts there if it is valid, else -1. */
  static int codePoint(byte[] bytes, int start) {
    int first = bytes[start] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = length(bytes[start]);
    if (length == 1 || first > 0xf4 || start + length > bytes.length) {
      return -1;
    }
    int codePoint = first & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      int next = bytes[start + i] & 0xff;
      if ((next & 0xc0) != 0x80) {
        return -1;
      }
      codePoint = codePoint << 6 | (next & 0x3f);
    }
    boolean shortest = codePoint >= (length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000);
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return shortest && !surrogate && codePoint <= Character.MAX_CODE_POINT ? codePoint : -1;
  }
}
