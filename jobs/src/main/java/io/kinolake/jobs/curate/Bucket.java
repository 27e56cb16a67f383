package io.kinolake.jobs.curate;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/**
 * What lies in one bucket, or in two parts of a large one: told by {@link HashPairs#BAND}, {@link
 * HashPairs#KEY}, {@link HashPairs#LOW} and {@link HashPairs#HIGH}. Used for one bucket after the
 * other.
 */
abstract class Bucket {
  private int band;
  private long key;
  private int low;
  private int high;

  /** Forgets the bucket before. */
  abstract void clear();

  abstract void add(Row row);

  /** The near pairs of the bucket. */
  abstract Iterator<Row> pairs();

  final int band() {
    return band;
  }

  /** Whether two rows of these parts are compared here; those of one part are elsewhere, too. */
  final boolean compares(int part, int other) {
    return low == high || part != other;
  }

  private void start(Row row) {
    band = row.<Integer>getAs(HashPairs.BAND);
    key = row.<Long>getAs(HashPairs.KEY);
    low = row.<Integer>getAs(HashPairs.LOW);
    high = row.<Integer>getAs(HashPairs.HIGH);
    clear();
    add(row);
  }

  private boolean holds(Row row) {
    return row.<Long>getAs(HashPairs.KEY) == key
        && row.<Integer>getAs(HashPairs.BAND) == band
        && row.<Integer>getAs(HashPairs.LOW) == low
        && row.<Integer>getAs(HashPairs.HIGH) == high;
  }

  /** The pairs of all buckets, each read when those before are used up. */
  static Iterator<Row> pairsOf(Iterator<Row> sortedByBucket, Bucket bucket) {
    return new Pairs(sortedByBucket, bucket);
  }

  private static final class Pairs implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Bucket bucket;
    private Iterator<Row> found;
    private Row ahead; // null where the next row was not read yet

    Pairs(Iterator<Row> rows, Bucket bucket) {
      this.rows = rows;
      this.bucket = bucket;
    }

    @Override
    public boolean hasNext() {
      while ((found == null || !found.hasNext()) && (ahead != null || rows.hasNext())) {
        readBucket();
        found = bucket.pairs();
      }
      return found != null && found.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return found.next();
    }

    private void readBucket() {
      bucket.start(ahead == null ? rows.next() : ahead);
      ahead = null;
      while (rows.hasNext()) {
        Row row = rows.next();
        if (!bucket.holds(row)) {
          ahead = row;
          return;
        }
        bucket.add(row);
      }
    }
  }
}
