package io.kinolake.jobs.curate;

import static io.kinolake.jobs.curate.HashPairs.BAND;
import static io.kinolake.jobs.curate.HashPairs.DISTANCE;
import static io.kinolake.jobs.curate.HashPairs.FIRST;
import static io.kinolake.jobs.curate.HashPairs.HASH;
import static io.kinolake.jobs.curate.HashPairs.HIGH;
import static io.kinolake.jobs.curate.HashPairs.KEY;
import static io.kinolake.jobs.curate.HashPairs.LOW;
import static io.kinolake.jobs.curate.HashPairs.OPEN;
import static io.kinolake.jobs.curate.HashPairs.SECOND;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs of clips whose embeddings point nearly the same way. All are compared with all while they
 * are few. Otherwise each clip is put into the cells of its two nearest means, about as many as the
 * square root of the clips, and only clips that share a cell are compared, as SemDeDup does within
 * its clusters (Abbas et al., "SemDeDup: Data-efficient learning at web-scale through semantic
 * deduplication", 2023, section 3). So a pair is missed where no cell holds both; what is found has
 * its exact cosine. The same clips give the same pairs.
 */
final class DirectionPairs implements NearPairs {
  /** Up to so many clips, all pairs are looked at. */
  private static final int COMPARE_ALL = 10_000;

  /** Cells of each clip. */
  private static final int CELLS = 2;

  /** Clips of a cell that one task compares with each other. */
  private static final int LARGEST_CELL = 2_000;

  private static final long SEED = 1;

  private static final StructType SCHEMA =
      new StructType()
          .add(FIRST, DataTypes.LongType)
          .add(SECOND, DataTypes.LongType)
          .add(DISTANCE, DataTypes.DoubleType);

  private final double cosine;
  private final int compareAll;
  private final Dataset<Row> directions;

  /**
   * @param cosine least of a near pair
   * @param directions see {@link ClipDirections#rows}
   */
  DirectionPairs(double cosine, Dataset<Row> directions) {
    this(cosine, COMPARE_ALL, directions);
  }

  /** The same with cells from another number of clips on. */
  DirectionPairs(double cosine, int compareAll, Dataset<Row> directions) {
    this.cosine = cosine;
    this.compareAll = compareAll;
    this.directions = directions;
  }

  @Override
  public Dataset<Row> of(Dataset<Row> nodes) {
    Dataset<Row> keyed =
        nodes.join(directions, JudgedClips.CLIP).select(HASH, OPEN, ClipDirections.DIRECTION);
    Dataset<Row> cells = cells(keyed, nodes.count()).localCheckpoint(); // keys, without directions
    Dataset<Row> touched = cells.where(col(OPEN)).select(KEY).distinct();
    Dataset<Row> rows =
        HashPairs.splitLarge(cells.join(touched, new String[] {KEY}, "left_semi"), LARGEST_CELL)
            .join(keyed.drop(OPEN), HASH);
    return rows.repartition(col(BAND), col(KEY), col(LOW), col(HIGH))
        .sortWithinPartitions(BAND, KEY, LOW, HIGH, HASH)
        .mapPartitions(new CellPairs(cosine), Encoders.row(SCHEMA))
        .dropDuplicates(FIRST, SECOND);
  }

  private Dataset<Row> cells(Dataset<Row> keyed, long count) {
    Column cells = array(lit(0));
    if (count > compareAll) {
      int means = (int) Math.ceil(Math.sqrt((double) count));
      cells =
          DirectionMeans.fit(keyed, HASH, means, SEED, DirectionMeans.Effort.QUICK)
              .nearest(CELLS, col(ClipDirections.DIRECTION));
    }
    return keyed
        .select(col(HASH), col(OPEN), explode(cells).as("_cell"))
        .select(col(HASH), col(OPEN), lit(0).as(BAND), col("_cell").cast("long").as(KEY));
  }
}
