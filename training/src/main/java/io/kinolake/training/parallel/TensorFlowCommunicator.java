package io.kinolake.training.parallel;

import static java.util.Collections.nCopies;

import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A group that moves vectors by TensorFlow's collective operations, all else by sockets. Before an
 * operation the ranks tell each other what they are about to do, and after it that it is done:
 * TensorFlow itself would wait forever for a rank that is gone, silent, or does something else.
 */
final class TensorFlowCommunicator implements Communicator {
  private final RankMesh mesh;
  private final SocketCommunicator control;
  private final Collectives collectives;
  private final Collectives.Group group;
  private final int piece;
  private final Duration patience;
  private final Map<Collectives.Shape, Integer> instances = new HashMap<>();

  /**
   * @param mesh is closed on failure, so that the others notice
   * @param control the same group by sockets
   * @param piece how many floats TensorFlow gets at once
   * @param deadline how long a rank may be silent
   */
  TensorFlowCommunicator(
      RankMesh mesh,
      SocketCommunicator control,
      Collectives collectives,
      Collectives.Group group,
      int piece,
      Duration deadline) {
    this.mesh = mesh;
    this.control = control;
    this.collectives = collectives;
    this.group = group;
    this.piece = piece;
    this.patience = deadline.dividedBy(2); // half for a piece, half to find who hangs in it
  }

  @Override
  public int rank() {
    return control.rank();
  }

  @Override
  public int size() {
    return control.size();
  }

  @Override
  public void sum(List<FloatBuffer> vector) {
    FloatRun run = FloatRun.of(vector);
    agree(Operation.VECTOR_SUM, run);
    together(
        Operation.VECTOR_SUM,
        new Move(
            Collectives.Kind.SUM, List.of(Row.given(run)), List.of(Row.taken(run)), run.length()));
  }

  /** By chunks, which the owner adds up in the order of ranks: half of what a sum moves. */
  @Override
  public void reduceScatter(List<FloatBuffer> vector) {
    FloatRun run = FloatRun.of(vector);
    agree(Operation.REDUCE_SCATTER, run);
    List<FloatRun> shares = shares(run);
    FloatRun own = shares.get(rank());
    together(
        Operation.REDUCE_SCATTER,
        new Move(
            Collectives.Kind.ALL_TO_ALL,
            shares.stream().map(Row::given).toList(),
            IntStream.range(0, size())
                .mapToObj(
                    peer -> peer == 0 ? Row.taken(own) : new Row(own.length(), own.addedTo()::take))
                .toList(),
            longest(shares)));
  }

  @Override
  public void allGather(List<FloatBuffer> vector) {
    FloatRun run = FloatRun.of(vector);
    agree(Operation.ALL_GATHER, run);
    List<FloatRun> shares = shares(run);
    together(
        Operation.ALL_GATHER,
        new Move(
            Collectives.Kind.GATHER,
            List.of(Row.given(shares.get(rank()))),
            shares.stream().map(Row::taken).toList(),
            longest(shares)));
  }

  @Override
  public double sum(double number) {
    return control.sum(number);
  }

  @Override
  public void allToAll(List<FloatBuffer> given, List<FloatBuffer> taken) {
    control.requireChunks(given, taken);
    List<FloatRun> out = given.stream().map(chunk -> FloatRun.of(List.of(chunk))).toList();
    List<FloatRun> in = taken.stream().map(chunk -> FloatRun.of(List.of(chunk))).toList();
    long longest = agree(Operation.ALL_TO_ALL, out, in);
    together(
        Operation.ALL_TO_ALL,
        new Move(
            Collectives.Kind.ALL_TO_ALL,
            out.stream().map(Row::given).toList(),
            in.stream().map(Row::taken).toList(),
            longest));
  }

  @Override
  public byte[] broadcast(byte[] bytes) {
    return control.broadcast(bytes);
  }

  @Override
  public void barrier() {
    control.barrier();
  }

  private List<FloatRun> shares(FloatRun run) {
    return IntStream.range(0, size()).mapToObj(owner -> run.share(owner, size())).toList();
  }

  private static long longest(List<FloatRun> runs) {
    return runs.stream().mapToLong(FloatRun::length).max().orElse(0);
  }

  private void agree(Operation operation, FloatRun run) {
    agree(operation, nCopies(size(), run), nCopies(size(), run));
  }

  /**
   * Sees to it that all ranks mean the same; the length of the longest run that any of them has.
   */
  private long agree(Operation operation, List<FloatRun> given, List<FloatRun> due) {
    long longest = Math.max(longest(given), longest(due));
    List<ByteBuffer> told =
        control.tell(
            operation,
            given.stream()
                .map(run -> ByteBuffer.allocate(16).putLong(run.length()).putLong(longest).array())
                .toList());
    for (int peer = 0; peer < size(); peer++) {
      long floats = told.get(peer).getLong(0);
      if (floats != due.get(peer).length()) {
        mesh.close();
        throw new KinolakeException(
            FailureCode.INTERNAL,
            "For %s, a rank has %d elements where %d were due: the ranks do different things. Start all of them with the same program, arguments and configuration; otherwise this is a defect of Kinolake."
                .formatted(operation, floats, due.get(peer).length()));
      }
    }
    return told.stream().mapToLong(bytes -> bytes.getLong(8)).max().orElse(0);
  }

  /**
   * A row of a tensor, whose floats lie elsewhere.
   *
   * @param next moves as many of them as the memory has room for, those after the last time's
   */
  private record Row(long length, Consumer<ByteBuffer> next) {
    static Row given(FloatRun run) {
      return new Row(run.length(), run.payload().source()::fill);
    }

    static Row taken(FloatRun run) {
      return new Row(run.length(), run.replaced()::take);
    }
  }

  /**
   * A collective operation on rows, which TensorFlow sees padded to one length.
   *
   * @param longest of all rows on all ranks
   */
  private record Move(Collectives.Kind kind, List<Row> given, List<Row> taken, long longest) {}

  /** Does what the others do, piece by piece, and finds those that do not. */
  private void together(Operation operation, Move move) {
    CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    int most = piece / Math.max(move.given().size(), move.taken().size());
    try {
      for (long from = 0; from < move.longest() && !work.isCompletedExceptionally(); from += most) {
        work = begin(move, from, (int) Math.min(move.longest() - from, most));
        if (!control.watch(operation, work, patience)) {
          collectives.abort(work, "it takes longer than " + patience);
        }
      }
      control.meet(operation, patience);
      if (work.isCompletedExceptionally()) {
        throw failed(operation, work);
      }
    } catch (RuntimeException e) {
      collectives.abort(work, String.valueOf(e.getMessage()));
      mesh.close();
      throw e;
    }
  }

  private CompletableFuture<Void> begin(Move move, long first, int columns) {
    Collectives.Shape shape = new Collectives.Shape(move.kind(), move.given().size(), columns);
    return collectives.begin(
        group,
        instances.computeIfAbsent(shape, added -> instances.size() + 1),
        shape,
        memory -> pass(move.given(), first, columns, memory),
        memory -> pass(move.taken(), first, columns, memory));
  }

  /** Passes on what rows have in some columns; the rest of the memory is padding. */
  private static void pass(List<Row> rows, long first, int columns, ByteBuffer memory) {
    for (int i = 0; i < rows.size(); i++) {
      int count = (int) Math.max(0, Math.min(columns, rows.get(i).length() - first));
      rows.get(i).next().accept(memory.slice(i * columns * Float.BYTES, count * Float.BYTES));
    }
  }

  /** Of an operation that failed though all ranks are there. */
  private static KinolakeException failed(Operation operation, CompletableFuture<Void> work) {
    Throwable failure = work.handle((result, thrown) -> thrown).join();
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    return new KinolakeException(
        FailureCode.RANK_LOST,
        "TensorFlow failed in %s, though all ranks answer: %s. Where http_proxy is set, name the hosts in no_proxy; raise parallel.deadline, or set parallel.transport to sockets."
            .formatted(
                operation, String.valueOf(cause.getMessage()).lines().findFirst().orElse("")),
        cause);
  }
}
