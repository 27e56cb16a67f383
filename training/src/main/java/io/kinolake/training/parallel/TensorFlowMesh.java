package io.kinolake.training.parallel;

import io.kinolake.models.device.Placement;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rank's connections to all others of its job, with vectors carried by TensorFlow's collective
 * operations: by NCCL between GPUs, by what a maker's plug-in brings between its devices, else by
 * gRPC. All else goes through a {@link RankMesh}. Used by one thread. Owns both until it is closed.
 *
 * <p>TensorFlow's server listens on all of the host's addresses, asks for no password, and runs
 * whatever it is sent: only for hosts that nobody else can reach.
 */
public final class TensorFlowMesh implements Communicators {
  /** Floats in TensorFlow's hands at once: 64 MiB. */
  private static final int PIECE = 1 << 24;

  private final RankPlace place;
  private final RankMesh mesh;
  private final Collectives collectives;
  private final int piece;
  private int led; // groups that this rank is the first of

  private TensorFlowMesh(RankPlace place, RankMesh mesh, Collectives collectives, int piece) {
    this.place = place;
    this.mesh = mesh;
    this.collectives = collectives;
    this.piece = piece;
  }

  /**
   * Meets the other ranks as {@link RankMesh#join} does, and starts this one's server; returns when
   * all have theirs.
   *
   * @param placement of the operations
   * @throws KinolakeException RANK_LOST if some do not come within the deadline, BAD_CONFIG if this
   *     rank is refused or a server does not start
   */
  public static TensorFlowMesh join(RankPlace place, Placement placement) {
    return join(place, placement, PIECE);
  }

  /**
   * The same.
   *
   * @param piece how many floats TensorFlow gets at once
   */
  static TensorFlowMesh join(RankPlace place, Placement placement, int piece) {
    RankMesh mesh = RankMesh.join(place);
    try {
      SocketCommunicator all = mesh.sockets(IntStream.range(0, place.worldSize()).boxed().toList());
      List<String> addresses = addresses(place, mesh, all);
      Collectives collectives = Collectives.start(addresses, place.rank(), placement);
      all.barrier();
      return new TensorFlowMesh(place, mesh, collectives, piece);
    } catch (RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  @Override
  public Communicator group(List<Integer> ranks) {
    SocketCommunicator control = mesh.sockets(ranks);
    if (ranks.size() == 1) {
      return control;
    }
    if (!ranks.stream().sorted().toList().equals(ranks)) {
      throw new IllegalArgumentException("TensorFlow orders ranks by number, not as " + ranks);
    }
    Collectives.Group group = new Collectives.Group(ranks.size(), key(control));
    return new TensorFlowCommunicator(mesh, control, collectives, group, piece, place.deadline());
  }

  @Override
  public void close() {
    collectives.close();
    mesh.close();
  }

  /** A number that no other group of the job has. */
  private int key(SocketCommunicator group) {
    ByteBuffer told = ByteBuffer.allocate(Integer.BYTES);
    if (group.rank() == 0) {
      told.putInt(0, place.worldSize() * led + place.rank());
      led++;
    }
    return ByteBuffer.wrap(group.broadcast(told.array())).getInt();
  }

  private static List<String> addresses(RankPlace place, RankMesh mesh, SocketCommunicator all) {
    byte[] own = ByteBuffer.allocate(Integer.BYTES).putInt(0, freePort()).array();
    List<ByteBuffer> ports =
        all.tell(Operation.ADDRESSES, Collections.nCopies(place.worldSize(), own));
    List<String> addresses = new ArrayList<>();
    for (int rank = 0; rank < ports.size(); rank++) {
      int port = ports.get(rank).getInt(0);
      addresses.add(
          RankPlan.text(
              rank == place.rank()
                  ? new InetSocketAddress("localhost", port)
                  : new InetSocketAddress(mesh.link(rank).host().getHostAddress(), port)));
    }
    return addresses;
  }

  /** A port that is free on all of the host's addresses, at which the server listens. */
  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "This host has no free port for TensorFlow: %s. Set parallel.transport to sockets."
              .formatted(e.getMessage()),
          e);
    }
  }
}
