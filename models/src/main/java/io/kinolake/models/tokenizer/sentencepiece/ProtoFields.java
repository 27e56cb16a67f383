package io.kinolake.models.tokenizer.sentencepiece;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a Protocol Buffers message (protobuf.dev, "Encoding"), in order.
 *
 * @param fields each with its number and raw value
 */
record ProtoFields(List<Field> fields) {

  /**
   * A field.
   *
   * @param number of the schema
   * @param value of a varint or fixed field; 0 for bytes
   * @param bytes of a length-delimited field; empty for others
   */
  record Field(int number, long value, ByteBuffer bytes) {

    float real() {
      return Float.intBitsToFloat((int) value);
    }
  }

  /**
   * Parses a message.
   *
   * @throws IllegalArgumentException if the bytes are no message
   */
  static ProtoFields parse(ByteBuffer message) {
    ByteBuffer input = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (input.hasRemaining()) {
      long tag = varint(input);
      int number = (int) (tag >>> 3);
      fields.add(
          switch ((int) (tag & 7)) {
            case 0 -> new Field(number, varint(input), ByteBuffer.allocate(0));
            case 1 -> new Field(number, fixed(input, Long.BYTES), ByteBuffer.allocate(0));
            case 2 -> new Field(number, 0, bytes(input));
            case 5 -> new Field(number, fixed(input, Integer.BYTES), ByteBuffer.allocate(0));
            default -> throw new IllegalArgumentException("a field of unknown form");
          });
    }
    return new ProtoFields(fields);
  }

  /** The last field of a number, or the value to take without one. */
  long number(int number, long otherwise) {
    long value = otherwise;
    for (Field field : fields) {
      if (field.number() == number) {
        value = field.value();
      }
    }
    return value;
  }

  boolean flag(int number, boolean otherwise) {
    return number(number, otherwise ? 1 : 0) != 0;
  }

  /** The last length-delimited field of a number; empty without one. */
  ByteBuffer bytes(int number) {
    ByteBuffer value = ByteBuffer.allocate(0);
    for (Field field : fields) {
      if (field.number() == number) {
        value = field.bytes();
      }
    }
    return value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  String text(int number, String otherwise) {
    ByteBuffer value = bytes(number);
    return value.hasRemaining() ? UTF_8.decode(value).toString() : otherwise;
  }

  private static long varint(ByteBuffer input) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && input.hasRemaining(); shift += 7) {
      byte next = input.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number without an end");
  }

  private static long fixed(ByteBuffer input, int length) {
    if (input.remaining() < length) {
      throw new IllegalArgumentException("a number that is cut");
    }
    return length == Long.BYTES ? input.getLong() : input.getInt();
  }

  private static ByteBuffer bytes(ByteBuffer input) {
    long length = varint(input);
    if (length < 0 || length > input.remaining()) {
      throw new IllegalArgumentException("a field that is cut");
    }
    ByteBuffer bytes = input.slice(input.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    input.position(input.position() + (int) length);
    return bytes;
  }
}
