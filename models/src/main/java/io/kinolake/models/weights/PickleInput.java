package io.kinolake.models.weights;

import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a range of a file as a pickle's bytes; what a length says is checked against what is left.
 */
final class PickleInput {
  private static final int BUFFER = 1 << 16;

  /** No text or number of a checkpoint's pickle comes near this many bytes. */
  private static final int LONGEST_ITEM = 1 << 24;

  private static final int LONGEST_LINE = 1024;

  private final WeightChannel channel;
  private final long start;
  private final long end;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).flip();
  private long next;

  PickleInput(WeightChannel channel, long start, long end) {
    this.channel = channel;
    this.start = start;
    this.end = end;
    this.next = start;
  }

  String origin() {
    return channel.origin();
  }

  /** Bytes from the start of the range to the next one read. */
  long position() {
    return next - buffer.remaining() - start;
  }

  int u1() {
    need(Byte.BYTES);
    return buffer.get() & 0xff;
  }

  int u2() {
    need(Short.BYTES);
    return buffer.getShort() & 0xffff;
  }

  int i4() {
    need(Integer.BYTES);
    return buffer.getInt();
  }

  long i8() {
    need(Long.BYTES);
    return buffer.getLong();
  }

  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(i8()));
  }

  byte[] bytes(long length) {
    if (length < 0 || length > LONGEST_ITEM) {
      throw WeightErrors.corrupt(
          origin(), "its pickle has an item of %d bytes at %d".formatted(length, position()));
    }
    if (length > end - next + buffer.remaining()) {
      throw ended();
    }
    byte[] bytes = new byte[(int) length];
    int done = Math.min(buffer.remaining(), bytes.length);
    buffer.get(bytes, 0, done);
    if (done < bytes.length) {
      channel.read(next, ByteBuffer.wrap(bytes, done, bytes.length - done));
      next += bytes.length - done;
    }
    return bytes;
  }

  /** Characters up to a line feed, which is taken too. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int each = u1(); each != '\n'; each = u1()) {
      if (line.length() == LONGEST_LINE) {
        throw WeightErrors.corrupt(
            origin(), "its pickle has an endless line at %d".formatted(position()));
      }
      line.append((char) each);
    }
    return line.toString();
  }

  private void need(int count) {
    if (buffer.remaining() >= count) {
      return;
    }
    buffer.compact();
    int wanted = (int) Math.min(buffer.remaining(), end - next);
    buffer.limit(buffer.position() + wanted);
    channel.read(next, buffer);
    next += wanted;
    buffer.flip();
    if (buffer.remaining() < count) {
      throw ended();
    }
  }

  private KinolakeException ended() {
    return WeightErrors.truncated(
        origin(), "its pickle ends at byte %d in the middle".formatted(end - start));
  }
}
