package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A rank's connections to all others of its job: plain TCP, for networks that are trusted, since
 * nothing is encrypted. Used by one thread. Owns the connections until it is closed; the others
 * notice that at once.
 */
public final class RankMesh implements Communicators {
  private final RankPlace place;
  private final Selector selector;
  private final Map<Integer, Link> links = new TreeMap<>();

  private RankMesh(RankPlace place) throws IOException {
    this.place = place;
    this.selector = Selector.open();
  }

  /**
   * Meets the other ranks at the rendezvous; returns when all are there and connected.
   *
   * @throws KinolakeException RANK_LOST if some do not come within the deadline, BAD_CONFIG if this
   *     rank is refused or rank 0 cannot listen at the address
   */
  public static RankMesh join(RankPlace place) {
    try {
      RankMesh mesh = new RankMesh(place);
      for (Map.Entry<Integer, SocketChannel> met : Rendezvous.meet(place).entrySet()) {
        mesh.links.put(met.getKey(), new Link(met.getKey(), met.getValue(), mesh.selector));
      }
      return mesh;
    } catch (IOException e) {
      throw new UncheckedIOException("Rank " + place.rank() + " has no sockets", e);
    }
  }

  @Override
  public Communicator group(List<Integer> ranks) {
    return sockets(ranks);
  }

  /** The same with what only sockets can do. */
  SocketCommunicator sockets(List<Integer> ranks) {
    int own = ranks.indexOf(place.rank());
    if (own < 0 || ranks.stream().distinct().count() != ranks.size()) {
      throw new IllegalArgumentException(
          "Rank %d cannot talk to the group %s".formatted(place.rank(), ranks));
    }
    return new SocketCommunicator(this, place.deadline(), List.copyOf(ranks), own);
  }

  @Override
  public void close() {
    links.values().forEach(Link::close);
    links.clear();
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Connections of rank " + place.rank() + " stay open", e);
    }
  }

  /** The connection to another rank of the job. */
  Link link(int peer) {
    Link link = links.get(peer);
    if (link == null) {
      throw new IllegalStateException(
          "Rank %d is not connected to rank %d".formatted(place.rank(), peer));
    }
    return link;
  }

  /**
   * Sends and receives until all that was begun is done.
   *
   * @param patience how long a peer may be silent
   */
  void run(Operation operation, Collection<Link> busy, Duration patience) {
    try {
      while (!busy.stream().allMatch(Link::isDone)) {
        boolean moved = false;
        for (Link link : busy) {
          moved |= advance(operation, link);
        }
        if (!moved) {
          await(operation, busy, patience);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Rank %d cannot wait".formatted(place.rank()), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Waits for what this rank does with its peers by other means, while nothing is under way here.
   *
   * @param done ends the wait, well or not
   * @return whether it did within the time
   * @throws KinolakeException RANK_LOST if a peer closes its connection meanwhile
   */
  boolean watch(
      Operation operation, Collection<Link> peers, CompletableFuture<?> done, Duration time) {
    CompletableFuture<Selector> unused = done.handle((result, failure) -> selector.wakeup());
    Deadline end = Deadline.in(time);
    try {
      while (!done.isDone() && !end.isOver()) {
        links.values().forEach(Link::watch);
        for (Link peer : peers) {
          watchForEnd(operation, peer);
        }
        select(operation, end.leftMillis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Rank %d cannot wait".formatted(place.rank()), e);
    }
    return done.isDone();
  }

  private void watchForEnd(Operation operation, Link link) {
    try {
      link.watchForEnd();
    } catch (IOException e) {
      throw closed(link, operation, e);
    }
  }

  private boolean advance(Operation operation, Link link) {
    try {
      return link.advance();
    } catch (IOException e) {
      throw closed(link, operation, e);
    }
  }

  /**
   * Waits until something can be sent or received, but for no peer longer than it may be silent.
   */
  private void await(Operation operation, Collection<Link> busy, Duration patience)
      throws IOException {
    long now = System.nanoTime();
    long left = Long.MAX_VALUE;
    links.values().forEach(Link::watch);
    for (Link link : busy) {
      if (!link.isDone()) {
        long wait = patience.toNanos() - (now - link.moved());
        if (wait <= 0) {
          throw lost(
              link,
              "was silent for %s during".formatted(patience),
              operation,
              new IOException("deadline"));
        }
        left = Math.min(left, wait);
      }
    }
    select(operation, left / 1_000_000 + 1);
  }

  private void select(Operation operation, long millis) throws IOException {
    selector.select(millis);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("Interrupted during " + operation);
    }
  }

  private KinolakeException closed(Link link, Operation operation, IOException cause) {
    return lost(
        link, "closed its connection (%s) during".formatted(cause.getMessage()), operation, cause);
  }

  private KinolakeException lost(Link link, String how, Operation operation, IOException cause) {
    LostRank.tell(place.runFolder(), place.rank(), link.peer());
    return new KinolakeException(
        FailureCode.RANK_LOST,
        "Rank %d %s %s, for which rank %d needs it. See what rank %d printed last; once its trouble is mended, the same command goes on where it was."
            .formatted(link.peer(), how, operation, place.rank(), link.peer()),
        cause);
  }
}
