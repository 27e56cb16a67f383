package io.kinolake.training.parallel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** A group's rings and exchanges over the connections of a {@link RankMesh}. */
final class SocketCommunicator implements Communicator {
  private final RankMesh mesh;
  private final Duration deadline;
  private final List<Integer> ranks;
  private final int rank;
  private int sequence;

  /**
   * @param deadline how long a rank may be silent
   * @param ranks the group, by their numbers in the job
   * @param rank this one's place in the group
   */
  SocketCommunicator(RankMesh mesh, Duration deadline, List<Integer> ranks, int rank) {
    this.mesh = mesh;
    this.deadline = deadline;
    this.ranks = ranks;
    this.rank = rank;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return ranks.size();
  }

  @Override
  public void sum(List<FloatBuffer> vector) {
    reduceScatter(vector);
    allGather(vector);
  }

  /** Each part goes once around the ring, from the rank behind its owner, and gathers the sum. */
  @Override
  public void reduceScatter(List<FloatBuffer> vector) {
    FloatRun run = FloatRun.of(vector);
    for (int step = 1; step < size(); step++) {
      passOn(
          Operation.REDUCE_SCATTER,
          part(run, rank - step),
          part(run, rank - step - 1),
          FloatRun::addedTo);
    }
  }

  /** Each part goes once around the ring, from its owner. */
  @Override
  public void allGather(List<FloatBuffer> vector) {
    FloatRun run = FloatRun.of(vector);
    for (int step = 0; step < size() - 1; step++) {
      passOn(
          Operation.ALL_GATHER,
          part(run, rank - step),
          part(run, rank - step - 1),
          FloatRun::replaced);
    }
  }

  @Override
  public double sum(double number) {
    byte[] own = ByteBuffer.allocate(Double.BYTES).putDouble(0, number).array();
    double sum = 0;
    for (ByteBuffer bytes : tell(Operation.SUM, Collections.nCopies(size(), own))) {
      sum += bytes.getDouble(0);
    }
    return sum;
  }

  /**
   * What each rank tells this one, by rank.
   *
   * @param own what this one tells each; all of one length
   */
  List<ByteBuffer> tell(Operation operation, List<byte[]> own) {
    int length = own.get(rank).length;
    List<ByteBuffer> told = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      told.add(i == rank ? ByteBuffer.wrap(own.get(i)) : ByteBuffer.allocate(length));
    }
    exchange(
        operation,
        others().stream().map(peer -> new Given(peer, Payload.of(own.get(peer)))).toList(),
        others().stream()
            .map(peer -> new Due(peer, length, bytes -> told.get(peer)::put))
            .toList());
    return told;
  }

  @Override
  public void allToAll(List<FloatBuffer> given, List<FloatBuffer> taken) {
    requireChunks(given, taken);
    taken.get(rank).duplicate().put(given.get(rank).duplicate());
    exchange(
        Operation.ALL_TO_ALL,
        others().stream()
            .map(peer -> new Given(peer, FloatRun.of(List.of(given.get(peer))).payload()))
            .toList(),
        others().stream()
            .map(peer -> Due.of(peer, FloatRun.of(List.of(taken.get(peer))), FloatRun::replaced))
            .toList());
  }

  /** Refuses chunks of which not every rank has one. */
  void requireChunks(List<FloatBuffer> given, List<FloatBuffer> taken) {
    if (given.size() != size() || taken.size() != size()) {
      throw new IllegalArgumentException(
          "%d chunks to and %d from %d ranks".formatted(given.size(), taken.size(), size()));
    }
  }

  @Override
  public byte[] broadcast(byte[] bytes) {
    if (rank == 0) {
      exchange(
          Operation.BROADCAST,
          others().stream().map(peer -> new Given(peer, Payload.of(bytes))).toList(),
          List.of());
      return bytes.clone();
    }
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Payload.Sink sink =
        received -> {
          byte[] part = new byte[received.remaining()];
          received.get(part);
          told.writeBytes(part);
        };
    exchange(Operation.BROADCAST, List.of(), List.of(new Due(0, 0, length -> sink)));
    return told.toByteArray();
  }

  @Override
  public void barrier() {
    meet(Operation.BARRIER, deadline);
  }

  /**
   * Returns when all ranks have come here.
   *
   * @param patience how long a rank may be silent
   */
  void meet(Operation operation, Duration patience) {
    exchange(
        operation,
        others().stream().map(peer -> new Given(peer, Payload.EMPTY)).toList(),
        others().stream().map(peer -> new Due(peer, 0, length -> received -> {})).toList(),
        patience);
  }

  /**
   * Waits for what the ranks do by other means; see {@link RankMesh#watch}.
   *
   * @return whether it is done within the time
   */
  boolean watch(Operation operation, CompletableFuture<?> done, Duration time) {
    return mesh.watch(
        operation, others().stream().map(peer -> mesh.link(ranks.get(peer))).toList(), done, time);
  }

  /** What goes to a rank of the group. */
  private record Given(int peer, Payload payload) {}

  /** What comes from a rank of the group. */
  private record Due(int peer, long bytes, LongFunction<Payload.Sink> sinks) {
    static Due of(int peer, FloatRun floats, Function<FloatRun, Payload.Sink> sink) {
      return new Due(peer, floats.length() * Float.BYTES, length -> sink.apply(floats));
    }
  }

  /** Sends a part to the next rank while another comes from the one before. */
  private void passOn(
      Operation operation, FloatRun given, FloatRun taken, Function<FloatRun, Payload.Sink> sink) {
    exchange(
        operation,
        List.of(new Given(Math.floorMod(rank + 1, size()), given.payload())),
        List.of(Due.of(Math.floorMod(rank - 1, size()), taken, sink)));
  }

  private void exchange(Operation operation, List<Given> given, List<Due> due) {
    exchange(operation, given, due, deadline);
  }

  private void exchange(Operation operation, List<Given> given, List<Due> due, Duration patience) {
    Set<Link> links = new LinkedHashSet<>();
    for (Given one : given) {
      Link link = mesh.link(ranks.get(one.peer()));
      link.send(header(operation, one.payload().bytes()), one.payload());
      links.add(link);
    }
    for (Due one : due) {
      Link link = mesh.link(ranks.get(one.peer()));
      link.expect(header(operation, one.bytes()), one.sinks());
      links.add(link);
    }
    sequence++;
    mesh.run(operation, links, patience);
  }

  private Header header(Operation operation, long bytes) {
    return new Header(ranks.hashCode(), sequence, operation.code(), bytes);
  }

  private FloatRun part(FloatRun run, int owner) {
    return run.share(Math.floorMod(owner, size()), size());
  }

  private List<Integer> others() {
    return IntStream.range(0, size()).filter(peer -> peer != rank).boxed().toList();
  }
}
