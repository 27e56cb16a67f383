package io.kinolake.jobs.curate;

import io.kinolake.schemas.tables.Cluster;
import java.util.List;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/**
 * Finds the nearest centre by the Euclidean distance of standardised measures. A missing measure is
 * left out of the distance.
 */
final class NearestCluster implements UDF1<Seq<Double>, Integer> {
  private static final long serialVersionUID = 1L;

  private final double[][] centers;
  private final double[] scales;

  private NearestCluster(double[][] centers, double[] scales) {
    this.centers = centers;
    this.scales = scales;
  }

  /**
   * @param clusters in the order of their numbers, from 0
   * @param measures the names of the measures, in the order in which values come
   */
  static NearestCluster of(List<Cluster> clusters, List<String> measures) {
    double[][] centers =
        clusters.stream()
            .map(c -> measures.stream().mapToDouble(c.center()::get).toArray())
            .toArray(double[][]::new);
    double[] scales = measures.stream().mapToDouble(clusters.get(0).scale()::get).toArray();
    return new NearestCluster(centers, scales);
  }

  @Override
  public Integer call(Seq<Double> values) {
    Double[] given = new Double[scales.length];
    boolean any = false;
    for (int i = 0; i < given.length; i++) {
      given[i] = values.apply(i);
      any |= given[i] != null;
    }
    return any ? nearest(given) : null;
  }

  private int nearest(Double[] values) {
    int best = 0;
    double bestDistance = Double.MAX_VALUE;
    for (int cluster = 0; cluster < centers.length; cluster++) {
      double distance = 0;
      for (int i = 0; i < values.length; i++) {
        double difference = values[i] == null ? 0 : (values[i] - centers[cluster][i]) / scales[i];
        distance += difference * difference;
      }
      if (distance < bestDistance) {
        bestDistance = distance;
        best = cluster;
      }
    }
    return best;
  }
}
