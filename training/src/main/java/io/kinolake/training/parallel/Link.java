package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongFunction;

/**
 * The connection to one peer. At a time, one message goes each way, as far as it goes without
 * waiting. Used by one thread. Owns the channel until it is closed.
 */
final class Link implements AutoCloseable {
  /** Read or written at once: fits a processor's cache. */
  private static final int STAGING = 1 << 18;

  private final int peer;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer out = ByteBuffer.allocateDirect(STAGING).order(Payload.ORDER);
  private final ByteBuffer in = ByteBuffer.allocateDirect(STAGING).order(Payload.ORDER);

  private Payload sent = Payload.EMPTY;
  private long unfilled; // bytes of it that are not yet in the staging memory
  private boolean sending;

  private Header expected;
  private LongFunction<Payload.Sink> sinks;
  private Payload.Sink sink; // null until the header is there
  private long unread; // bytes behind the header
  private boolean receiving;

  private long moved; // when anything last did

  Link(int peer, SocketChannel channel, Selector selector) throws IOException {
    this.peer = peer;
    this.channel = channel;
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  /** The other's rank in the job. */
  int peer() {
    return peer;
  }

  /** Begins to send; nothing else is being sent. */
  void send(Header header, Payload payload) {
    sent = payload;
    out.clear();
    header.write(out);
    unfilled = payload.bytes();
    fill();
    sending = true;
    moved = System.nanoTime();
  }

  /**
   * Begins to receive; nothing else is being received.
   *
   * @param sinks takes the bytes; it is asked with their number when the header is there
   */
  void expect(Header header, LongFunction<Payload.Sink> sinks) {
    this.expected = header;
    this.sinks = sinks;
    in.clear().limit(Header.BYTES);
    sink = null;
    receiving = true;
    moved = System.nanoTime();
  }

  boolean isDone() {
    return !sending && !receiving;
  }

  /** When something last went either way, or began to. */
  long moved() {
    return moved;
  }

  /** Tells the selector what is waited for, if anything. */
  void watch() {
    key.interestOps((sending ? SelectionKey.OP_WRITE : 0) | (receiving ? SelectionKey.OP_READ : 0));
  }

  /** Sends and receives as much as goes without waiting; whether anything went. */
  boolean advance() throws IOException {
    long bytes = write() + read();
    if (bytes > 0) {
      moved = System.nanoTime();
    }
    return bytes > 0;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is of no more use either way
    }
  }

  private long write() throws IOException {
    long bytes = 0;
    while (sending) {
      int count = channel.write(out);
      bytes += count;
      if (out.hasRemaining()) {
        return bytes;
      }
      if (unfilled == 0) {
        sending = false;
      } else {
        out.clear();
        fill();
      }
    }
    return bytes;
  }

  private void fill() {
    out.limit((int) Math.min(out.capacity(), out.position() + unfilled));
    unfilled -= out.remaining();
    sent.source().fill(out);
    out.flip();
  }

  private long read() throws IOException {
    long bytes = 0;
    while (receiving) {
      int count = channel.read(in);
      if (count < 0) {
        throw new EOFException("the connection was closed");
      }
      bytes += count;
      if (in.hasRemaining()) {
        return bytes;
      }
      in.flip();
      take();
      receiving = unread > 0;
      in.clear().limit((int) Math.min(in.capacity(), unread));
    }
    return bytes;
  }

  private void take() {
    if (sink == null) {
      Header header = Header.read(in);
      if (!header.fits(expected)) {
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "Rank %d sent %s where %s was due: the ranks do different things. Start all of them with the same program, arguments and configuration; otherwise this is a defect of Kinolake."
                .formatted(peer, header, expected));
      }
      unread = header.bytes();
      sink = sinks.apply(unread);
    } else {
      unread -= in.remaining();
      sink.take(in);
    }
  }
}
