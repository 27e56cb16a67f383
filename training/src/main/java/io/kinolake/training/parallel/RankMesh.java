package io.kinolake.training.parallel;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rank's connections to all others of its job: plain TCP, for networks that are trusted, since
 * nothing is encrypted. Used by one thread. Owns the connections until it is closed; the others
 * notice that at once.
 */
public final class RankMesh implements AutoCloseable {
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

  /**
   * Talks to a group of ranks.
   *
   * @param ranks their numbers in the job, in one order on all of them; this one is among them
   */
  public Communicator group(List<Integer> ranks) {
    int own = ranks.indexOf(place.rank());
    if (own < 0 || ranks.stream().distinct().count() != ranks.size()) {
      throw new IllegalArgumentException(
          "Rank %d cannot talk to the group %s".formatted(place.rank(), ranks));
    }
    return new SocketCommunicator(this, List.copyOf(ranks), own);
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

  /** Sends and receives until all that was begun is done. */
  void run(Operation operation, Collection<Link> busy) {
    try {
      while (!busy.stream().allMatch(Link::isDone)) {
        boolean moved = false;
        for (Link link : busy) {
          moved |= advance(operation, link);
        }
        if (!moved) {
          await(operation, busy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Rank %d cannot wait".formatted(place.rank()), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private boolean advance(Operation operation, Link link) {
    try {
      return link.advance();
    } catch (IOException e) {
      throw lost(link, "closed its connection (%s) during".formatted(e.getMessage()), operation, e);
    }
  }

  /** Waits until something can be sent or received, but for no peer longer than the deadline. */
  private void await(Operation operation, Collection<Link> busy) throws IOException {
    long now = System.nanoTime();
    long left = Long.MAX_VALUE;
    links.values().forEach(Link::watch);
    for (Link link : busy) {
      if (!link.isDone()) {
        long wait = place.deadline().toNanos() - (now - link.moved());
        if (wait <= 0) {
          throw lost(
              link,
              "was silent for %s during".formatted(place.deadline()),
              operation,
              new IOException("deadline"));
        }
        left = Math.min(left, wait);
      }
    }
    selector.select(left / 1_000_000 + 1);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("Interrupted during " + operation);
    }
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
