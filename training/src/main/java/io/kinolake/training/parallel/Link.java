package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
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
    in.limit(Header.BYTES);
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  /** The other's rank in the job. */
  int peer() {
    return peer;
  }

  /** The other's host. */
  InetAddress host() {
    return channel.socket().getInetAddress();
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
    boolean wrote = write();
    boolean went = read() || wrote;
    if (went) {
      moved = System.nanoTime();
    }
    return went;
  }

  /**
   * Has the selector notice the connection's end while nothing is under way. A header that comes
   * meanwhile is kept; behind it the end is not seen.
   *
   * @throws IOException if it has ended
   */
  void watchForEnd() throws IOException {
    if (in.hasRemaining()) {
      receiveSome();
    }
    key.interestOps(in.hasRemaining() ? SelectionKey.OP_READ : 0);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is of no more use either way
    }
  }

  private boolean write() throws IOException {
    boolean went = false;
    while (sending) {
      went |= channel.write(out) > 0;
      if (out.hasRemaining()) {
        return went;
      }
      if (unfilled == 0) {
        sending = false;
      } else {
        out.clear();
        fill();
      }
    }
    return went;
  }

  private void fill() {
    out.limit((int) Math.min(out.capacity(), out.position() + unfilled));
    unfilled -= out.remaining();
    sent.source().fill(out);
    out.flip();
  }

  private boolean read() throws IOException {
    boolean went = false;
    while (receiving) {
      went |= receiveSome();
      if (in.hasRemaining()) {
        return went;
      }
      in.flip();
      take();
      went = true;
      receiving = unread > 0;
      in.clear().limit(receiving ? (int) Math.min(in.capacity(), unread) : Header.BYTES);
    }
    return went;
  }

  private boolean receiveSome() throws IOException {
    int count = channel.read(in);
    if (count < 0) {
      throw new EOFException("the connection was closed");
    }
    return count > 0;
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
