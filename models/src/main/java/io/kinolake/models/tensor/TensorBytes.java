package io.kinolake.models.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Read-only bytes of any length, in pieces that the JDK can address: every piece but the last has
 * {@link #PIECE} bytes. They lie on the heap or in a mapped file; a mapping lives until it is no
 * longer referenced, whether or not its file was closed meanwhile. Thread-safe.
 */
public final class TensorBytes {
  /** Bytes of a piece: a power of two that is a multiple of every element's size. */
  public static final int PIECE = 1 << 30;

  private final List<ByteBuffer> pieces;
  private final long size;

  private TensorBytes(List<ByteBuffer> pieces, long size) {
    this.pieces = List.copyOf(pieces);
    this.size = size;
  }

  /** Bytes on the heap; the caller gives up the array. */
  public static TensorBytes wrap(byte[] bytes) {
    return wrap(ByteBuffer.wrap(bytes));
  }

  /** What remains of a buffer, whose content the caller no longer changes. */
  public static TensorBytes wrap(ByteBuffer buffer) {
    if (buffer.remaining() <= PIECE) {
      return new TensorBytes(List.of(readOnly(buffer)), buffer.remaining());
    }
    ByteBuffer first = buffer.slice(buffer.position(), PIECE);
    ByteBuffer rest = buffer.slice(buffer.position() + PIECE, buffer.remaining() - PIECE);
    return new TensorBytes(List.of(readOnly(first), readOnly(rest)), buffer.remaining());
  }

  /**
   * Maps a range of a file, which must lie within it; no byte is read before it is used.
   *
   * @throws IOException if the system refuses the mapping
   */
  public static TensorBytes map(FileChannel file, long offset, long size) throws IOException {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (long done = 0; done < size || done == 0; done += PIECE) {
      long length = Math.min(PIECE, size - done);
      pieces.add(readOnly(file.map(FileChannel.MapMode.READ_ONLY, offset + done, length)));
    }
    return new TensorBytes(pieces, size);
  }

  public long size() {
    return size;
  }

  /** The pieces in order, each a fresh little-endian view from its start to its end. */
  public List<ByteBuffer> pieces() {
    return pieces.stream().map(TensorBytes::readOnly).toList();
  }

  /**
   * Copies bytes from {@code offset} on into a buffer until it is full.
   *
   * @throws IndexOutOfBoundsException if fewer bytes are there
   */
  public void read(long offset, ByteBuffer target) {
    if (offset < 0 || target.remaining() > size - offset) {
      throw new IndexOutOfBoundsException(
          "Bytes %d to %d of %d".formatted(offset, offset + target.remaining(), size));
    }
    long position = offset;
    while (target.hasRemaining()) {
      ByteBuffer piece = pieces.get((int) (position / PIECE));
      int from = (int) (position % PIECE);
      int length = Math.min(target.remaining(), piece.capacity() - from);
      target.put(piece.slice(from, length));
      position += length;
    }
  }

  private static ByteBuffer readOnly(ByteBuffer buffer) {
    return buffer.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
