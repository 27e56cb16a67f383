package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Mean directions by spherical k-means. The same directions give the same means, however they are
 * partitioned: they are fitted by one task, in one order. Immutable.
 */
final class DirectionMeans {
  /** Directions that are looked at, at most, so that one task can hold them. */
  private static final int SAMPLE = 20_000;

  private final List<double[]> means;

  /**
   * @param means each of length one
   */
  DirectionMeans(List<double[]> means) {
    this.means = List.copyOf(means);
  }

  /** How long to look for means: for clusters that stay, or only to share out work. */
  enum Effort {
    THOROUGH("k-means||", 50),
    QUICK("random", 5);

    private final String start;
    private final int iterations;

    Effort(String start, int iterations) {
      this.start = start;
      this.iterations = iterations;
    }
  }

  /**
   * Fits.
   *
   * @param directions an id, and {@link ClipDirections#DIRECTION}
   * @param id name of the id's column
   */
  static DirectionMeans fit(
      Dataset<Row> directions, String id, int count, long seed, Effort effort) {
    Column key = col(id);
    Dataset<Row> chosen = directions.select(key).orderBy(xxhash64(key), key).limit(SAMPLE);
    Dataset<Row> sample =
        directions.join(chosen, id).repartition(1).sortWithinPartitions(key).cache();
    try {
      Vector[] centers =
          new KMeans()
              .setK(count)
              .setSeed(seed)
              .setInitMode(effort.start)
              .setMaxIter(effort.iterations)
              .setDistanceMeasure("cosine")
              .setFeaturesCol(ClipDirections.DIRECTION)
              .fit(sample)
              .clusterCenters();
      return new DirectionMeans(
          Arrays.stream(centers).map(Vector::toArray).sorted(Arrays::compare).toList());
    } finally {
      sample.unpersist();
    }
  }

  /** The means, each of length one, in an order that follows from them. */
  List<double[]> means() {
    return means;
  }

  /** The numbers of the nearest means to a direction, nearest first. */
  Column nearest(int howMany, Column direction) {
    return udf(
            new Nearest(means.toArray(double[][]::new), howMany),
            DataTypes.createArrayType(DataTypes.IntegerType))
        .apply(direction);
  }

  private static final class Nearest implements UDF1<Vector, int[]> {
    private static final long serialVersionUID = 1L;

    private final double[][] means;
    private final int howMany;

    Nearest(double[][] means, int howMany) {
      this.means = means;
      this.howMany = howMany;
    }

    @Override
    public int[] call(Vector direction) {
      if (direction == null) {
        return null;
      }
      double[] given = direction.toArray();
      double[] cosines = Arrays.stream(means).mapToDouble(mean -> dot(mean, given)).toArray();
      int[] nearest = new int[Math.min(howMany, cosines.length)];
      for (int place = 0; place < nearest.length; place++) {
        int best = 0;
        for (int mean = 1; mean < cosines.length; mean++) {
          best = cosines[mean] > cosines[best] ? mean : best;
        }
        nearest[place] = best;
        cosines[best] = Double.NEGATIVE_INFINITY;
      }
      return nearest;
    }
  }

  /** The cosine of two directions; four sums at once, which a processor works on side by side. */
  static double dot(double[] a, double[] b) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int length = Math.min(a.length, b.length);
    int whole = length - length % 4;
    for (int i = 0; i < whole; i += 4) {
      first += a[i] * b[i];
      second += a[i + 1] * b[i + 1];
      third += a[i + 2] * b[i + 2];
      fourth += a[i + 3] * b[i + 3];
    }
    for (int i = whole; i < length; i++) {
      first += a[i] * b[i];
    }
    return first + second + third + fourth;
  }
}
