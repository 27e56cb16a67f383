package io.kinolake.jobs.curate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Compares the directions of one cell after the other; holds one cell, or two parts, at a time. */
final class CellPairs implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final double least;

  /**
   * @param least cosine of a near pair
   */
  CellPairs(double least) {
    this.least = least;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> sortedByCell) {
    return Bucket.pairsOf(sortedByCell, new Directions(least));
  }

  private static final class Directions extends Bucket {
    private final double least;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(long id, boolean open, int part, Vector direction) {}

    Directions(double least) {
      this.least = least;
    }

    @Override
    void clear() {
      entries.clear();
    }

    @Override
    void add(Row row) {
      entries.add(
          new Entry(
              row.<Long>getAs(HashPairs.HASH),
              row.<Boolean>getAs(HashPairs.OPEN),
              row.<Integer>getAs(HashPairs.PART),
              row.<Vector>getAs(ClipDirections.DIRECTION)));
    }

    @Override
    Iterator<Row> pairs() {
      return IntStream.range(0, entries.size())
          .boxed()
          .flatMap(i -> pairsWithLater(i).stream())
          .iterator();
    }

    private List<Row> pairsWithLater(int i) {
      List<Row> pairs = new ArrayList<>();
      Entry a = entries.get(i);
      for (Entry b : entries.subList(i + 1, entries.size())) {
        if ((a.open() || b.open())
            && compares(a.part(), b.part())
            && a.direction().size() == b.direction().size()) {
          double cosine = DirectionMeans.dot(a.direction().toArray(), b.direction().toArray());
          if (cosine >= least) {
            pairs.add(
                RowFactory.create(Math.min(a.id(), b.id()), Math.max(a.id(), b.id()), 1 - cosine));
          }
        }
      }
      return pairs;
    }
  }
}
