package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The centres of clusters by k-means on standardised measures. The same clips give the same
 * centres, however they are partitioned: they are fitted by one task, in one order.
 *
 * @param centers sorted, each in the measures' own units
 * @param scales standard deviation of each measure; 1 where all clips are equal
 */
record ClusterFit(List<List<Double>> centers, List<Double> scales) {
  /** Clips that are looked at, at most, so that one task can hold them. */
  private static final int SAMPLE = 100_000;

  private static final int ITERATIONS = 50;
  private static final String FEATURES = "_features";

  /**
   * Fits.
   *
   * @param clips rows with the measures' columns; those that lack a measure do not count
   * @return no centres if there are fewer complete clips than clusters
   */
  static ClusterFit of(
      CurateSettings.Clusters settings, List<Measure> measures, Dataset<Row> clips) {
    Dataset<Row> sample = sample(measures, clips).cache();
    try {
      if (sample.count() < settings.count()) {
        return new ClusterFit(List.of(), List.of());
      }
      return fit(settings, sample, measures.size());
    } finally {
      sample.unpersist();
    }
  }

  private static Dataset<Row> sample(List<Measure> measures, Dataset<Row> clips) {
    Column id = col(JudgedClips.CLIP);
    List<Column> columns = new ArrayList<>(List.of(id));
    for (int i = 0; i < measures.size(); i++) {
      columns.add(measures.get(i).column().as(feature(i)));
    }
    return clips
        .select(columns.toArray(Column[]::new))
        .na()
        .drop()
        .orderBy(xxhash64(id), id)
        .limit(SAMPLE)
        .repartition(1)
        .sortWithinPartitions(id);
  }

  private static ClusterFit fit(CurateSettings.Clusters settings, Dataset<Row> sample, int size) {
    List<Column> statistics = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      statistics.add(avg(feature(i)));
      statistics.add(stddev_pop(feature(i)));
    }
    Row row = sample.agg(statistics.get(0), tail(statistics)).first();
    Dataset<Row> standard = sample;
    String[] features = new String[size];
    double[] means = new double[size];
    double[] scales = new double[size];
    for (int i = 0; i < size; i++) {
      features[i] = feature(i);
      means[i] = row.getDouble(2 * i);
      scales[i] = row.getDouble(2 * i + 1) > 0 ? row.getDouble(2 * i + 1) : 1;
      Column value = col(features[i]).minus(means[i]).divide(scales[i]);
      standard = standard.withColumn(features[i], value);
    }
    Dataset<Row> vectors =
        new VectorAssembler().setInputCols(features).setOutputCol(FEATURES).transform(standard);
    Vector[] centers =
        new KMeans()
            .setK(settings.count())
            .setSeed(settings.seed())
            .setMaxIter(ITERATIONS)
            .setFeaturesCol(FEATURES)
            .fit(vectors)
            .clusterCenters();
    List<List<Double>> sorted =
        Arrays.stream(centers)
            .map(center -> inOwnUnits(center.toArray(), means, scales))
            .sorted(Arrays::compare)
            .map(ClusterFit::boxed)
            .toList();
    return new ClusterFit(sorted, boxed(scales));
  }

  private static double[] inOwnUnits(double[] center, double[] means, double[] scales) {
    double[] result = new double[center.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = center[i] * scales[i] + means[i];
    }
    return result;
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static String feature(int index) {
    return "_feature_" + index;
  }

  private static Column[] tail(List<Column> columns) {
    return columns.subList(1, columns.size()).toArray(Column[]::new);
  }
}
