package io.kinolake.jobs.frame;

import java.util.Arrays;

/** Text of some rows under construction. Not safe for use by several threads. */
final class CsvBlock {
  private byte[] bytes = new byte[1 << 16];
  private int size;

  void write(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void write(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void write(byte[] source) {
    write(source, 0, source.length);
  }

  /** In quotes, those within doubled. */
  void writeQuoted(byte[] source, int offset, int length) {
    reserve(2 * length + 2);
    bytes[size++] = '"';
    for (int i = offset; i < offset + length; i++) {
      if (source[i] == '"') {
        bytes[size++] = '"';
      }
      bytes[size++] = source[i];
    }
    bytes[size++] = '"';
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
