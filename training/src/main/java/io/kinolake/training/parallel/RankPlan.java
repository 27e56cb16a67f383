package io.kinolake.training.parallel;

import io.kinolake.models.device.Device;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.config.ParallelSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Which ranks of a job run on this host: {@code nodeRank · M} up to {@code nodeRank · M + M − 1}
 * for M devices.
 *
 * @param nodes hosts of the job
 * @param nodeRank this one's number, from 0; rank 0 runs on the first
 * @param devices of the ranks on this host, one each; every host has as many
 * @param rendezvous where rank 0 is to listen
 * @param token tells the job's ranks from those of others; the same on all hosts
 * @param deadline the longest that a rank waits for another one that is silent
 */
public record RankPlan(
    int nodes,
    int nodeRank,
    List<Device> devices,
    InetSocketAddress rendezvous,
    String token,
    Duration deadline) {
  /** The usual deadline. */
  public static final Duration DEADLINE = Duration.ofMinutes(10);

  /**
   * @throws KinolakeException BAD_CONFIG if there is no such host or no rank on it, or a job of
   *     several hosts has no token
   */
  public RankPlan {
    devices = List.copyOf(devices);
    if (nodes < 1 || nodeRank < 0 || nodeRank >= nodes || devices.isEmpty()) {
      throw bad(
          "Node rank %d of %d nodes with %d ranks each makes no job: node ranks count from 0 and are less than the number of nodes, and each node has at least one rank."
              .formatted(nodeRank, nodes, devices.size()));
    }
    if (nodes > 1 && token.isBlank()) {
      throw bad(
          "A job on %d hosts has no token, by which its ranks know each other. Set %s to the same one on all hosts."
              .formatted(nodes, RankPlace.TOKEN));
    }
    if (rendezvous.isUnresolved()) {
      throw bad(
          "The rendezvous '%s' is no known host. Name the first host as all others know it."
              .formatted(text(rendezvous)));
    }
  }

  /** All ranks on this host, which meet at a free port of loopback. */
  public static RankPlan oneHost(List<Device> devices, Duration deadline) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      return new RankPlan(
          1,
          0,
          devices,
          new InetSocketAddress(loopback, free.getLocalPort()),
          UUID.randomUUID().toString(),
          deadline);
    } catch (IOException e) {
      throw new UncheckedIOException("This host has no free port", e);
    }
  }

  /** The plan of one host for a job that may have several. */
  public static RankPlan of(ParallelSettings parallel, int nodeRank, Device first) {
    List<Device> devices = devices(first, parallel.processesPerNode());
    if (parallel.nodes() == 1 && nodeRank == 0) {
      return oneHost(devices, parallel.deadline());
    }
    return new RankPlan(
        parallel.nodes(),
        nodeRank,
        devices,
        address(parallel.rendezvous().orElse("")),
        RankPlace.givenToken(),
        parallel.deadline());
  }

  /**
   * A device for each rank of a host: all on the processor, accelerators counted up from the given
   * one, or whichever there are in turn.
   */
  public static List<Device> devices(Device first, int ranks) {
    return IntStream.range(0, ranks).mapToObj(rank -> device(first, rank)).toList();
  }

  private static Device device(Device first, int rank) {
    if (first instanceof Device.Accelerator one) {
      return new Device.Accelerator(one.kind(), one.index() + rank);
    }
    return first instanceof Device.Automatic automatic
        ? new Device.Automatic(automatic.turn() + rank)
        : first;
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws KinolakeException BAD_CONFIG if it is none
   */
  public static InetSocketAddress address(String text) {
    try {
      URI parsed = URI.create("tcp://" + text);
      if (parsed.getHost() != null && parsed.getPort() >= 0 && parsed.getPort() <= 0xffff) {
        return new InetSocketAddress(parsed.getHost(), parsed.getPort());
      }
    } catch (IllegalArgumentException e) {
      throw new KinolakeException(FailureCode.BAD_CONFIG, noAddress(text), e);
    }
    throw bad(noAddress(text));
  }

  /** How many ranks the job has. */
  public int worldSize() {
    return nodes * devices.size();
  }

  /** The places of this host's ranks. */
  List<RankPlace> places(Path runFolder) {
    int first = nodeRank * devices.size();
    return IntStream.range(0, devices.size())
        .mapToObj(
            i ->
                new RankPlace(
                    first + i,
                    worldSize(),
                    rendezvous,
                    token,
                    deadline,
                    runFolder,
                    seen(devices.get(i))))
        .toList();
  }

  /** What a device is to a process that sees no other. */
  private static Device seen(Device device) {
    return device instanceof Device.Accelerator one
        ? new Device.Accelerator(one.kind(), 0)
        : device;
  }

  /** An address as {@link #address} reads it. */
  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return String.format(
        Locale.ROOT, host.contains(":") ? "[%s]:%d" : "%s:%d", host, address.getPort());
  }

  /** Without the token, which is nobody else's business. */
  @Override
  public String toString() {
    return "node %d of %d with %d ranks, which meet at %s"
        .formatted(nodeRank, nodes, devices.size(), text(rendezvous));
  }

  private static String noAddress(String text) {
    return "'%s' is no address for a rendezvous. Say host:port, such as train0:29500."
        .formatted(text);
  }

  private static KinolakeException bad(String message) {
    return new KinolakeException(FailureCode.BAD_CONFIG, message);
  }
}
