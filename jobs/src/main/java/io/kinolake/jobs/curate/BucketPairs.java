package io.kinolake.jobs.curate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Compares the hashes of one bucket after the other; holds one bucket at a time. */
final class BucketPairs implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final HashBands bands;

  BucketPairs(HashBands bands) {
    this.bands = bands;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> sortedByBucket) {
    return new Pairs(bands, sortedByBucket);
  }

  private static final class Pairs implements Iterator<Row> {
    private final HashBands bands;
    private final Iterator<Row> rows;
    private final Bucket bucket = new Bucket();
    private Iterator<Row> found = List.<Row>of().iterator();
    private Row ahead;

    Pairs(HashBands bands, Iterator<Row> rows) {
      this.bands = bands;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (!found.hasNext() && (ahead != null || rows.hasNext())) {
        readBucket();
        found = bucket.pairs(bands).iterator();
      }
      return found.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return found.next();
    }

    private void readBucket() {
      Row first = ahead == null ? rows.next() : ahead;
      bucket.start(first);
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

  /** The hashes of one bucket, or of two parts of a large one. */
  private static final class Bucket {
    private long[] hashes = new long[16];
    private boolean[] open = new boolean[16];
    private int[] parts = new int[16];
    private int size;
    private int band;
    private long key;
    private int low;
    private int high;

    void start(Row row) {
      band = row.<Integer>getAs(HashPairs.BAND);
      key = row.<Long>getAs(HashPairs.KEY);
      low = row.<Integer>getAs(HashPairs.LOW);
      high = row.<Integer>getAs(HashPairs.HIGH);
      size = 0;
      add(row);
    }

    boolean holds(Row row) {
      return row.<Long>getAs(HashPairs.KEY) == key
          && row.<Integer>getAs(HashPairs.BAND) == band
          && row.<Integer>getAs(HashPairs.LOW) == low
          && row.<Integer>getAs(HashPairs.HIGH) == high;
    }

    void add(Row row) {
      if (size == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * size);
        open = Arrays.copyOf(open, 2 * size);
        parts = Arrays.copyOf(parts, 2 * size);
      }
      hashes[size] = row.<Long>getAs(HashPairs.HASH);
      open[size] = row.<Boolean>getAs(HashPairs.OPEN);
      parts[size] = row.<Integer>getAs(HashPairs.PART);
      size++;
    }

    List<Row> pairs(HashBands bands) {
      List<Row> pairs = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          if (isMine(i, j) && bands.isFoundBy(band, hashes[i], hashes[j])) {
            pairs.add(
                RowFactory.create(hashes[i], hashes[j], Long.bitCount(hashes[i] ^ hashes[j])));
          }
        }
      }
      return pairs;
    }

    private boolean isMine(int i, int j) {
      return (open[i] || open[j]) && (low == high || parts[i] != parts[j]);
    }
  }
}
