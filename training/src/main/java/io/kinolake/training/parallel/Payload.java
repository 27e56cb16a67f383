package io.kinolake.training.parallel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What is sent to a peer.
 *
 * @param bytes how many there are
 * @param source gives them
 */
record Payload(long bytes, Source source) {
  /** Of all numbers on the wire. */
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  /** Nothing. */
  static final Payload EMPTY = of(new byte[0]);

  /** Gives the next bytes. */
  interface Source {
    /** Fills the room, which is never larger than what is left. */
    void fill(ByteBuffer room);
  }

  /** Takes the bytes that a peer has sent. */
  interface Sink {
    /** Takes the next bytes, all of them. */
    void take(ByteBuffer bytes);
  }

  static Payload of(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return new Payload(
        bytes.length,
        room -> {
          int count = room.remaining();
          room.put(left.slice(left.position(), count));
          left.position(left.position() + count);
        });
  }
}
