package io.kinolake.training.parallel;

import io.kinolake.models.process.Pause;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How ranks find each other. Each connects to rank 0 and says where it listens; when all have come,
 * rank 0 tells everyone, and each connects to those before it. The connection to rank 0 is kept as
 * the one of these two.
 */
final class Rendezvous {
  private static final System.Logger LOG = System.getLogger(Rendezvous.class.getName());
  private static final Duration GREETING = Duration.ofSeconds(5);
  private static final Duration TRY_AGAIN = Duration.ofMillis(50);

  private final RankPlace place;
  private final Deadline deadline;
  private final Map<Integer, SocketChannel> met = new TreeMap<>();
  private final Map<Integer, InetSocketAddress> listeners = new TreeMap<>();

  private Rendezvous(RankPlace place) {
    this.place = place;
    this.deadline = Deadline.in(place.deadline());
  }

  /** Connections to all other ranks, which are the caller's to close. */
  static Map<Integer, SocketChannel> meet(RankPlace place) throws IOException {
    Rendezvous rendezvous = new Rendezvous(place);
    try {
      if (place.worldSize() == 1) {
        return Map.of();
      }
      if (place.rank() == 0) {
        rendezvous.receive();
      } else {
        rendezvous.goThere();
      }
      return rendezvous.met;
    } catch (IOException | RuntimeException e) {
      for (SocketChannel channel : rendezvous.met.values()) {
        channel.close();
      }
      throw e;
    }
  }

  private void receive() throws IOException {
    try (ServerSocketChannel listener = listen(place.rendezvous())) {
      welcome(listener);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Rank 0 cannot listen at %s: %s. The rendezvous is an address of the first host with a port that nobody else uses."
              .formatted(RankPlan.text(place.rendezvous()), e.getMessage()),
          e);
    }
    for (Map.Entry<Integer, SocketChannel> rank : met.entrySet()) {
      try {
        writeTable(rank.getValue().socket());
      } catch (IOException e) {
        throw lost(rank.getKey(), "went away while the others were awaited", e);
      }
    }
  }

  private void goThere() throws IOException {
    SocketChannel first = connected(0, place.rendezvous());
    met.put(0, first);
    InetAddress own = first.socket().getLocalAddress();
    try (ServerSocketChannel listener = listen(new InetSocketAddress(own, 0))) {
      greet(0, first.socket(), listener.socket().getLocalPort());
      readTable(first.socket());
      for (int peer = 1; peer < place.rank(); peer++) {
        SocketChannel channel = connected(peer, listeners.get(peer));
        met.put(peer, channel);
        greet(peer, channel.socket(), 0);
      }
      welcome(listener);
    }
  }

  private ServerSocketChannel listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      return listener.bind(address, place.worldSize());
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  /** Lets in all ranks behind this one. */
  private void welcome(ServerSocketChannel listener) throws IOException {
    while (met.size() < place.worldSize() - 1) {
      try {
        listener.socket().setSoTimeout(deadline.leftMillis());
        letIn(listener.socket().accept());
      } catch (SocketTimeoutException e) {
        int missing = place.rank() + 1;
        while (met.containsKey(missing)) {
          missing++;
        }
        throw lost(missing, "did not come within " + place.deadline(), e);
      }
    }
  }

  /** Keeps the connection if it is another rank's; whoever else knocks is sent away. */
  private void letIn(Socket socket) throws IOException {
    Optional<String> objection;
    try {
      socket.setSoTimeout(deadline.or(GREETING).leftMillis());
      Hello hello = Hello.read(socket);
      objection = hello.objection(place);
      if (objection.isEmpty() && met.containsKey(hello.rank())) {
        objection = Optional.of("there is a rank %d already".formatted(hello.rank()));
      }
      Hello.answer(socket, objection);
      if (objection.isEmpty()) {
        socket.setTcpNoDelay(true);
        met.put(hello.rank(), socket.getChannel());
        listeners.put(hello.rank(), new InetSocketAddress(socket.getInetAddress(), hello.port()));
        return;
      }
    } catch (IOException e) {
      objection = Optional.of(String.valueOf(e.getMessage()));
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} was sent away: {1}",
        socket.getRemoteSocketAddress(),
        objection.get());
    socket.close();
  }

  /** Connects; whoever starts earlier than the other tries again. */
  private SocketChannel connected(int peer, InetSocketAddress address) throws IOException {
    while (true) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().connect(address, deadline.leftMillis());
        if (!channel.getLocalAddress().equals(channel.getRemoteAddress())) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          return channel;
        }
        channel.close(); // a port of this host that nobody listens at can be connected to itself
      } catch (IOException e) {
        channel.close();
        if (deadline.isOver()) {
          throw lost(
              peer,
              "could not be reached at %s within %s"
                  .formatted(RankPlan.text(address), place.deadline()),
              e);
        }
      }
      Pause.SLEEP.waitFor(TRY_AGAIN);
    }
  }

  private void greet(int peer, Socket socket, int port) {
    Optional<String> objection;
    try {
      socket.setSoTimeout(deadline.leftMillis());
      Hello.of(place, port).write(socket);
      objection = Hello.answer(socket);
    } catch (IOException e) {
      throw lost(peer, "did not answer", e);
    }
    if (objection.isPresent()) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Rank %d was sent away by rank %d at %s: %s. Start all hosts with the same token and the same numbers, and each job with a rendezvous of its own."
              .formatted(place.rank(), peer, RankPlan.text(place.rendezvous()), objection.get()));
    }
  }

  private void writeTable(Socket socket) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    for (InetSocketAddress listener : listeners.values()) {
      out.writeUTF(listener.getAddress().getHostAddress());
      out.writeInt(listener.getPort());
    }
    out.flush();
  }

  private void readTable(Socket socket) {
    try {
      socket.setSoTimeout(deadline.leftMillis());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int rank = 1; rank < place.worldSize(); rank++) {
        listeners.put(rank, new InetSocketAddress(in.readUTF(), in.readInt()));
      }
    } catch (IOException e) {
      throw lost(0, "did not say where the others are", e);
    }
  }

  private KinolakeException lost(int peer, String how, IOException cause) {
    LostRank.tell(place.runFolder(), place.rank(), peer);
    return new KinolakeException(
        FailureCode.RANK_LOST,
        "Rank %d %s (%s), so that rank %d cannot begin. See what rank %d printed, and whether its host can be reached."
            .formatted(peer, how, cause.getMessage(), place.rank(), peer),
        cause);
  }
}
