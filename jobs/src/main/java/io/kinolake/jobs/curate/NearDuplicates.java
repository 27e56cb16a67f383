package io.kinolake.jobs.curate;

import static io.kinolake.jobs.curate.HashPairs.DISTANCE;
import static io.kinolake.jobs.curate.HashPairs.FIRST;
import static io.kinolake.jobs.curate.HashPairs.HASH;
import static io.kinolake.jobs.curate.HashPairs.OPEN;
import static io.kinolake.jobs.curate.HashPairs.SECOND;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tells which of some open clips to keep so that no two kept or accepted clips are near: those that
 * no better kept clip is near to, taken best first. Clips of one hash stand or fall together with
 * the best of them, so that ten thousand black clips are one node and not fifty million pairs.
 */
final class NearDuplicates {
  /** Column of the result: the clip that is kept instead; the clip itself where it is kept. */
  static final String KEEPER = "_keeper";

  private static final String BEST = "_best";
  private static final String WORSE = "_worse";
  private static final String BETTER = "_better";

  private final Dataset<Row> pairs;

  private NearDuplicates(Dataset<Row> pairs) {
    this.pairs = pairs;
  }

  /**
   * Finds the near pairs.
   *
   * @param open clips to tell of, see {@link JudgedClips}
   * @param accepted clips that are kept in any case
   */
  static NearDuplicates find(NearPairs finder, Dataset<Row> open, Dataset<Row> accepted) {
    Dataset<Row> nodes = NearPairs.nodes(open, accepted).localCheckpoint();
    return new NearDuplicates(finder.of(nodes).localCheckpoint());
  }

  /**
   * Decides.
   *
   * @param open some of the clips given before, see {@link JudgedClips}
   * @param accepted clips that are kept in any case
   * @return the open clips and {@link #KEEPER}
   */
  Dataset<Row> resolve(Dataset<Row> open, Dataset<Row> accepted) {
    Dataset<Row> nodes =
        open.select(col(HASH), rank(true))
            .union(accepted.select(col(HASH), rank(false)))
            .groupBy(HASH)
            .agg(min(BEST).as(BEST))
            .localCheckpoint();
    Dataset<Row> edges = edges(nodes).localCheckpoint();
    Dataset<Row> worse = worseOfKept(edges);
    Dataset<Row> keepers =
        edges
            .join(worse.withColumnRenamed(WORSE, BETTER), BETTER, "left_anti")
            .join(nodes.withColumnRenamed(HASH, BETTER), BETTER)
            .groupBy(WORSE)
            .agg(min(struct(col(DISTANCE), col(BEST))).getField(BEST).as("_kept"))
            .join(worse, WORSE)
            .withColumnRenamed(WORSE, HASH);
    Dataset<Row> byHash =
        nodes
            .join(keepers, HASH, "left")
            .select(
                col(HASH),
                when(col("_kept").isNotNull(), col("_kept"))
                    .otherwise(col(BEST))
                    .getField(JudgedClips.ORDER)
                    .getField(JudgedClips.CLIP)
                    .as(KEEPER));
    return open.join(byHash, HASH);
  }

  private static Column rank(boolean isOpen) {
    return struct(lit(isOpen).as(OPEN), col(JudgedClips.ORDER)).as(BEST);
  }

  /** Each pair of nodes, from the worse to the better; accepted nodes are never the worse. */
  private Dataset<Row> edges(Dataset<Row> nodes) {
    Column first = col("_best_first");
    Column second = col("_best_second");
    Column firstIsWorse = first.gt(second);
    return pairs
        .join(nodes.toDF(FIRST, "_best_first"), FIRST)
        .join(nodes.toDF(SECOND, "_best_second"), SECOND)
        .where(first.getField(OPEN).or(second.getField(OPEN)))
        .select(
            when(firstIsWorse, col(FIRST)).otherwise(col(SECOND)).as(WORSE),
            when(firstIsWorse, col(SECOND)).otherwise(col(FIRST)).as(BETTER),
            col(DISTANCE));
  }

  /**
   * The nodes that are near to a better node that is kept. Each round settles the nodes that have
   * no better unsettled neighbour, which are kept, and their neighbours, which are not; the best
   * unsettled node is always among them, so that the rounds end.
   */
  private static Dataset<Row> worseOfKept(Dataset<Row> edges) {
    Dataset<Row> all = edges.select(WORSE).limit(0);
    Dataset<Row> unsettled = edges;
    while (!unsettled.isEmpty()) {
      Dataset<Row> blocked = unsettled.select(col(WORSE).as(BETTER)).distinct();
      Dataset<Row> worse =
          unsettled.join(blocked, BETTER, "left_anti").select(WORSE).distinct().localCheckpoint();
      all = all.union(worse).localCheckpoint();
      unsettled =
          unsettled
              .join(worse, WORSE, "left_anti")
              .join(worse.withColumnRenamed(WORSE, BETTER), BETTER, "left_anti")
              .localCheckpoint();
    }
    return all;
  }
}
