package io.kinolake.jobs.curate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
    return Bucket.pairsOf(sortedByBucket, new Hashes(bands));
  }

  private static final class Hashes extends Bucket {
    private final HashBands bands;
    private long[] hashes = new long[16];
    private boolean[] open = new boolean[16];
    private int[] parts = new int[16];
    private int size;

    Hashes(HashBands bands) {
      this.bands = bands;
    }

    @Override
    void clear() {
      size = 0;
    }

    @Override
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

    @Override
    Iterator<Row> pairs() {
      List<Row> pairs = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          if ((open[i] || open[j])
              && compares(parts[i], parts[j])
              && bands.isFoundBy(band(), hashes[i], hashes[j])) {
            pairs.add(
                RowFactory.create(hashes[i], hashes[j], Long.bitCount(hashes[i] ^ hashes[j])));
          }
        }
      }
      return pairs.iterator();
    }
  }
}
