package io.kinolake.training.parallel;

import io.kinolake.models.graph.NativeTensor;
import io.kinolake.models.tensor.Shape;
import io.kinolake.training.step.Exchanges;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Steps that ranks share. Used by one thread. */
public final class RankedExchanges implements Exchanges {
  private final Communicator tensor;
  private final Communicator context;

  /**
   * @param tensor {@link RankLayout#tensorGroup}
   * @param context {@link RankLayout#contextGroup}
   */
  public RankedExchanges(Communicator tensor, Communicator context) {
    this.tensor = tensor;
    this.context = context;
  }

  @Override
  public void sum(NativeTensor value) {
    tensor.sum(List.of(value.floats()));
  }

  @Override
  public void average(NativeTensor value) {
    FloatBuffer floats = value.floats();
    context.sum(List.of(floats));
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, floats.get(i) / context.size());
    }
  }

  @Override
  public NativeTensor tokensToHeads(NativeTensor value) {
    int ranks = context.size();
    Shape shape = value.shape();
    if (shape.dim(2) % ranks != 0) {
      throw new IllegalArgumentException(
          "%s: %d heads for %d ranks".formatted(shape, shape.dim(2), ranks));
    }
    Rows rows = new Rows(ranks, shape.dim(0), shape.dim(1), shape.dim(2) / ranks * shape.dim(3));
    NativeTensor result =
        NativeTensor.zeros(
            Shape.of(shape.dim(0), shape.dim(1) * ranks, shape.dim(2) / ranks, shape.dim(3)));
    exchange(rows, value, rows::ofHeads, rows::ofTokens, result);
    return result;
  }

  @Override
  public NativeTensor headsToTokens(NativeTensor value) {
    int ranks = context.size();
    Shape shape = value.shape();
    if (shape.dim(1) % ranks != 0) {
      throw new IllegalArgumentException(
          "%s: %d tokens for %d ranks".formatted(shape, shape.dim(1), ranks));
    }
    Rows rows = new Rows(ranks, shape.dim(0), shape.dim(1) / ranks, shape.dim(2) * shape.dim(3));
    NativeTensor result =
        NativeTensor.zeros(
            Shape.of(shape.dim(0), shape.dim(1) / ranks, shape.dim(2) * ranks, shape.dim(3)));
    exchange(rows, value, rows::ofTokens, rows::ofHeads, result);
    return result;
  }

  /** Packs a value into a chunk for each rank, exchanges them, and unpacks what came. */
  private void exchange(
      Rows rows, NativeTensor value, Rows.Place from, Rows.Place to, NativeTensor result) {
    Shape packed = Shape.of(value.shape().elements());
    try (NativeTensor given = NativeTensor.zeros(packed);
        NativeTensor taken = NativeTensor.zeros(packed)) {
      rows.copy(value.floats(), from, given.floats(), rows::ofChunks);
      context.allToAll(rows.chunks(given.floats()), rows.chunks(taken.floats()));
      rows.copy(taken.floats(), rows::ofChunks, result.floats(), to);
    }
  }

  /**
   * The rows that a rank's value consists of: for each rank, item and own token one, of the heads
   * of a rank.
   *
   * @param length elements of each
   */
  private record Rows(int ranks, int batch, int tokens, int length) {
    Rows(int ranks, long batch, long tokens, long length) {
      this(ranks, Math.toIntExact(batch), Math.toIntExact(tokens), Math.toIntExact(length));
    }

    /** Where a row stands in a layout. */
    interface Place {
      int of(int rank, int item, int token);
    }

    /** In [rank, item, token]. */
    int ofChunks(int rank, int item, int token) {
      return (rank * batch + item) * tokens + token;
    }

    /** In [item, token, rank], where each rank has heads. */
    int ofHeads(int rank, int item, int token) {
      return (item * tokens + token) * ranks + rank;
    }

    /** In [item, rank, token], where each rank has tokens. */
    int ofTokens(int rank, int item, int token) {
      return (item * ranks + rank) * tokens + token;
    }

    void copy(FloatBuffer from, Place source, FloatBuffer to, Place target) {
      float[] row = new float[length];
      for (int rank = 0; rank < ranks; rank++) {
        for (int item = 0; item < batch; item++) {
          for (int token = 0; token < tokens; token++) {
            from.get(source.of(rank, item, token) * length, row);
            to.put(target.of(rank, item, token) * length, row);
          }
        }
      }
    }

    List<FloatBuffer> chunks(FloatBuffer packed) {
      int chunk = batch * tokens * length;
      return IntStream.range(0, ranks).mapToObj(i -> packed.slice(i * chunk, chunk)).toList();
    }
  }
}
