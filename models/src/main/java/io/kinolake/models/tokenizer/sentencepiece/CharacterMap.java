package io.kinolake.models.tokenizer.sentencepiece;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The compiled map of characters of a model: a double array (the form of darts-clone, 32-bit units)
 * from sequences of characters to their replacements. Thread-safe.
 */
final class CharacterMap {
  private final int[] units;
  private final byte[] replacements;

  private CharacterMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /** What was found at the start of a text. */
  static final class Match {
    private final int length;
    private final byte[] replacement;

    Match(int length, byte[] replacement) {
      this.length = length;
      this.replacement = replacement;
    }

    /** Bytes of the text; 0 if nothing was found. */
    int length() {
      return length;
    }

    /** What stands for them; not to be changed. */
    byte[] replacement() {
      return replacement;
    }
  }

  /**
   * Parses the map: the array's length in bytes, the array, and replacements that end in 0.
   *
   * @param map empty for a map without entries
   * @throws IllegalArgumentException if the lengths do not fit
   */
  static CharacterMap parse(ByteBuffer map) {
    ByteBuffer input = map.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (!input.hasRemaining()) {
      return new CharacterMap(new int[0], new byte[0]);
    }
    int bytes = input.remaining() < Integer.BYTES ? -1 : input.getInt();
    if (bytes < Integer.BYTES || bytes % Integer.BYTES != 0 || bytes > input.remaining()) {
      throw new IllegalArgumentException("its map of characters is damaged");
    }
    int[] units = new int[bytes / Integer.BYTES];
    input.asIntBuffer().get(units);
    input.position(input.position() + bytes);
    byte[] replacements = new byte[input.remaining()];
    input.get(replacements);
    return new CharacterMap(units, replacements);
  }

  /** The longest sequence of the map that starts there. */
  Match longest(byte[] text, int start) {
    int length = 0;
    int value = 0;
    int node = units.length == 0 ? -1 : offset(units[0]);
    for (int i = start; i < text.length && node >= 0; i++) {
      int label = text[i] & 0xff;
      node ^= label;
      if (node >= units.length || (units[node] & 0x800000ff) != label) {
        break;
      }
      int unit = units[node];
      node ^= offset(unit);
      if ((unit >>> 8 & 1) == 1 && node < units.length) {
        length = i + 1 - start;
        value = units[node] & 0x7fffffff;
      }
    }
    return length == 0 ? new Match(0, new byte[0]) : new Match(length, replacement(value));
  }

  private byte[] replacement(int start) {
    int end = Math.min(start, replacements.length);
    int from = end;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(replacements, from, end);
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  }
}
