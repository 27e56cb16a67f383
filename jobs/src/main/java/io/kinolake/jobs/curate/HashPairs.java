package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs of near hashes, by {@link HashBands}. A bucket with very many hashes is split into parts,
 * and each two parts are compared by a task of their own, so that one bucket does not hold up all.
 */
final class HashPairs implements NearPairs {
  static final String HASH = "_hash";

  /** Column: whether the hash is compared with all others, or with such hashes only. */
  static final String OPEN = "_open";

  static final String FIRST = "_first";
  static final String SECOND = "_second";
  static final String DISTANCE = "_distance";

  static final String BAND = "_band";
  static final String KEY = "_key";
  static final String LOW = "_low";
  static final String HIGH = "_high";
  static final String PART = "_part";
  private static final String PARTS = "_parts";

  private static final StructType SCHEMA =
      new StructType()
          .add(FIRST, DataTypes.LongType)
          .add(SECOND, DataTypes.LongType)
          .add(DISTANCE, DataTypes.IntegerType);

  private static final int LARGEST_BUCKET = 20_000;

  private final int distance;
  private final int largestBucket;

  /**
   * @param distance most bits that differ
   */
  HashPairs(int distance) {
    this(distance, LARGEST_BUCKET);
  }

  /**
   * @param distance most bits that differ
   * @param largestBucket hashes that one task compares with each other
   */
  HashPairs(int distance, int largestBucket) {
    this.distance = distance;
    this.largestBucket = largestBucket;
  }

  @Override
  public Dataset<Row> of(Dataset<Row> hashes) {
    Row counts =
        hashes
            .agg(count(lit(1)), coalesce(sum(when(col(OPEN), 1L).otherwise(0L)), lit(0L)))
            .first();
    if (distance == 0) {
      return hashes.sparkSession().createDataFrame(List.of(), SCHEMA);
    }
    HashBands bands = HashBands.of(distance, counts.getLong(0), counts.getLong(1));
    return of(hashes, bands, counts.getLong(0));
  }

  /** The same with given bands. */
  Dataset<Row> of(Dataset<Row> hashes, HashBands bands, long howMany) {
    Dataset<Row> rows = inBuckets(hashes, bands);
    Dataset<Row> split =
        howMany > largestBucket
            ? splitLarge(rows, largestBucket)
            : rows.withColumn(LOW, lit(0)).withColumn(HIGH, lit(0)).withColumn(PART, lit(0));
    return split
        .repartition(col(BAND), col(KEY), col(LOW), col(HIGH))
        .sortWithinPartitions(BAND, KEY, LOW, HIGH)
        .mapPartitions(new BucketPairs(bands), Encoders.row(SCHEMA));
  }

  private static Dataset<Row> inBuckets(Dataset<Row> hashes, HashBands bands) {
    Column[] keys = new Column[bands.masks().size()];
    for (int band = 0; band < keys.length; band++) {
      Column key = col(HASH).bitwiseAND(lit(bands.masks().get(band)));
      keys[band] = struct(lit(band).as(BAND), key.as(KEY));
    }
    String bucket = "_bucket";
    return hashes
        .select(col(HASH), col(OPEN), explode(array(keys)).as(bucket))
        .select(
            col(HASH),
            col(OPEN),
            col(bucket).getField(BAND).as(BAND),
            col(bucket).getField(KEY).as(KEY));
  }

  /** Splits the buckets of more rows into parts: each two of them become a bucket. */
  static Dataset<Row> splitLarge(Dataset<Row> rows, int largestBucket) {
    Dataset<Row> large =
        rows.groupBy(BAND, KEY)
            .agg(ceil(count(lit(1)).divide(largestBucket)).cast("int").as(PARTS))
            .where(col(PARTS).gt(1));
    String other = "_other";
    return rows.join(broadcast(large), new String[] {BAND, KEY}, "left")
        .withColumn(PARTS, coalesce(col(PARTS), lit(1)))
        .withColumn(PART, pmod(xxhash64(col(HASH)), col(PARTS)).cast("int"))
        .withColumn(other, explode(sequence(lit(0), col(PARTS).minus(1))))
        .withColumn(LOW, least(col(PART), col(other)))
        .withColumn(HIGH, greatest(col(PART), col(other)))
        .drop(other, PARTS);
  }
}
