package io.kinolake.training.convert;

import java.util.function.Consumer;

/**
 * Which bytes of a parameter are which bytes of one rank's shard. They come in runs, made one after
 * another, so that a matrix cut by columns takes no memory for its list of rows.
 */
interface SplitRuns {

  /**
   * Bytes that lie together in both.
   *
   * @param whole where they begin in the parameter
   * @param shard where they begin in the shard
   */
  record Run(long whole, long shard, int bytes) {}

  /** Hands over every run. */
  void forEach(Consumer<Run> taker);

  /** A range of the second axis. */
  static SplitRuns ofColumns(long rows, long rowBytes, int ranks, int rank) {
    int width = Math.toIntExact(rowBytes / ranks);
    return taker -> {
      for (long row = 0; row < rows; row++) {
        taker.accept(new Run(row * rowBytes + (long) rank * width, row * width, width));
      }
    };
  }

  /**
   * A range of heads.
   *
   * @param order within the shard
   * @param held heads of each rank
   * @param kinds vectors of each head
   * @param bytes of one vector of one head: some rows
   */
  static SplitRuns ofHeads(HeadOrder order, int held, int kinds, long bytes, int rank) {
    return taker -> {
      for (int head = 0; head < held; head++) {
        for (int kind = 0; kind < kinds; kind++) {
          long whole = HeadOrder.BY_HEAD.index((long) rank * held + head, kind, held, kinds);
          long shard = order.index(head, kind, held, kinds);
          taker.accept(new Run(whole * bytes, shard * bytes, Math.toIntExact(bytes)));
        }
      }
    };
  }
}
