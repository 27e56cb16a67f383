package io.kinolake.training.parallel;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The floats of several buffers, one after the other, in place. */
final class FloatRun {
  /** Added up at once. */
  private static final int PIECE = 1 << 12;

  private final List<FloatBuffer> pieces;
  private final long length;

  private FloatRun(List<FloatBuffer> pieces) {
    this.pieces = pieces;
    this.length = pieces.stream().mapToLong(FloatBuffer::capacity).sum();
  }

  /** What lies between the buffers' positions and limits. */
  static FloatRun of(List<FloatBuffer> buffers) {
    return new FloatRun(buffers.stream().map(FloatBuffer::slice).toList());
  }

  long length() {
    return length;
  }

  /** Where an even share begins, of so many; the last ends where one more would begin. */
  static long firstOf(long elements, int share, int shares) {
    return elements / shares * share + elements % shares * share / shares;
  }

  /** The elements of an even share. */
  FloatRun share(int share, int shares) {
    return part(firstOf(length, share, shares), firstOf(length, share + 1, shares));
  }

  private FloatRun part(long from, long to) {
    List<FloatBuffer> part = new ArrayList<>();
    long start = 0;
    for (FloatBuffer piece : pieces) {
      long first = Math.max(0, from - start);
      long end = Math.min(piece.capacity(), to - start);
      if (first < end) {
        part.add(piece.slice((int) first, (int) (end - first)));
      }
      start += piece.capacity();
    }
    return new FloatRun(part);
  }

  /** The elements, to be sent. */
  Payload payload() {
    Cursor cursor = new Cursor();
    return new Payload(
        length * Float.BYTES, room -> cursor.each(room, (bytes, floats) -> bytes.put(floats)));
  }

  /** Replaces the elements by what is received. */
  Payload.Sink replaced() {
    Cursor cursor = new Cursor();
    return received -> cursor.each(received, (bytes, floats) -> floats.put(bytes));
  }

  /** Adds what is received to the elements. */
  Payload.Sink addedTo() {
    Cursor cursor = new Cursor();
    float[] sum = new float[PIECE];
    float[] added = new float[PIECE];
    return received -> cursor.each(received, (bytes, floats) -> add(bytes, floats, sum, added));
  }

  private static void add(FloatBuffer bytes, FloatBuffer floats, float[] sum, float[] added) {
    while (floats.hasRemaining()) {
      int count = Math.min(PIECE, floats.remaining());
      floats.get(floats.position(), sum, 0, count);
      bytes.get(added, 0, count);
      for (int i = 0; i < count; i++) {
        sum[i] += added[i];
      }
      floats.put(sum, 0, count);
    }
  }

  /** Moves floats between bytes and elements; both have the same number of them. */
  private interface Move {
    void move(FloatBuffer bytes, FloatBuffer floats);
  }

  /** How far the elements have been gone through. */
  private final class Cursor {
    private int piece;
    private int offset;

    void each(ByteBuffer bytes, Move move) {
      FloatBuffer there = bytes.slice().order(Payload.ORDER).asFloatBuffer();
      int end = there.capacity();
      while (there.position() < end) {
        FloatBuffer elements = pieces.get(piece);
        int count = Math.min(end - there.position(), elements.capacity() - offset);
        there.limit(there.position() + count);
        move.move(there, elements.slice(offset, count));
        there.limit(end);
        offset += count;
        if (offset == elements.capacity()) {
          piece++;
          offset = 0;
        }
      }
      bytes.position(bytes.limit());
    }
  }
}
