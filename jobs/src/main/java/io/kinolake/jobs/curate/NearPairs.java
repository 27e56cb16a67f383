package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A way to find the clips that are near to each other. */
interface NearPairs {

  /**
   * Near pairs of which at least one is open, each once.
   *
   * @param nodes see {@link #nodes}
   * @return {@link HashPairs#FIRST} and {@link HashPairs#SECOND}, two of {@link HashPairs#HASH},
   *     and {@link HashPairs#DISTANCE}, which is less for nearer ones
   */
  Dataset<Row> of(Dataset<Row> nodes);

  /**
   * What is compared: each {@link HashPairs#HASH} once, with {@link HashPairs#OPEN} and a clip that
   * has it.
   *
   * @param open clips to tell of
   * @param accepted clips that are kept in any case
   */
  static Dataset<Row> nodes(Dataset<Row> open, Dataset<Row> accepted) {
    return open.select(col(HashPairs.HASH), col(JudgedClips.CLIP), lit(true).as(HashPairs.OPEN))
        .union(
            accepted.select(
                col(HashPairs.HASH), col(JudgedClips.CLIP), lit(false).as(HashPairs.OPEN)))
        .groupBy(HashPairs.HASH)
        .agg(max(HashPairs.OPEN).as(HashPairs.OPEN), min(JudgedClips.CLIP).as(JudgedClips.CLIP));
  }
}
