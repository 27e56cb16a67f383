package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.tables.Cluster;
import io.kinolake.schemas.tables.ClusterTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.udfs.ArrayRow;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The clusters of a lakehouse: made once per settings by {@link ClusterFit} or {@link
 * DirectionMeans}, and read back ever after, so that a number goes on meaning the same clips.
 */
final class ClusterBook {
  private static final String NAME = "clusters";
  private static final int VERSION = 1;

  private final CurateSettings.Clusters settings;
  private final List<Measure> measures;
  private final Lake lake;
  private final Optional<ClipDirections> directions;

  /**
   * @param measures what the settings' measures are, in their order; none for embeddings
   */
  ClusterBook(CurateSettings.Clusters settings, List<Measure> measures, Lake lake) {
    this.settings = settings;
    this.measures = List.copyOf(measures);
    this.lake = lake;
    this.directions =
        settings.byEmbedding() ? Optional.of(new ClipDirections(lake)) : Optional.empty();
  }

  /**
   * Sorts clips into the settings' clusters, which are made of those that pass every rule and
   * stored now if they are not there.
   *
   * @param judged see {@link JudgedClips}, with the measures' columns
   * @return the same and {@link SelectionTable#CLUSTER}: the cluster that a clip is nearest to by
   *     what is known of it; null if nothing is, or if too few clips are known for clusters
   */
  Dataset<Row> sort(Dataset<Row> judged, String runId) {
    List<Cluster> clusters = open(judged.where(col(JudgedClips.REJECTED_BY).isNull()), runId);
    String cluster = SelectionTable.CLUSTER.name();
    if (clusters.isEmpty()) {
      return judged.withColumn(cluster, lit(null).cast("int"));
    }
    return directions
        .map(all -> judged.join(nearest(all, clusters), new String[] {JudgedClips.CLIP}, "left"))
        .orElseGet(() -> judged.withColumn(cluster, nearest(clusters)));
  }

  private List<Cluster> open(Dataset<Row> clips, String runId) {
    String key = key();
    LakeTable<Cluster> table = lake.table(ClusterTable.SCHEMA);
    table.create();
    List<Cluster> stored = stored(table, key);
    if (!stored.isEmpty()) {
      return stored;
    }
    List<Cluster> made =
        directions
            .map(all -> byDirection(key, all, clips))
            .orElseGet(() -> byMeasures(key, ClusterFit.of(settings, measures, clips)));
    if (!made.isEmpty()) {
      Dataset<Row> rows = lake.spark().createDataFrame(rows(key, made), table.storedSchema());
      table.append(rows.coalesce(1), new LakeTable.Commit(runId + "/" + NAME, 1, NAME));
    }
    return made;
  }

  private Column nearest(List<Cluster> clusters) {
    Column[] values = measures.stream().map(Measure::column).toArray(Column[]::new);
    return udf(NearestCluster.of(clusters, settings.measures()), DataTypes.IntegerType)
        .apply(array(values));
  }

  private static Dataset<Row> nearest(ClipDirections all, List<Cluster> clusters) {
    DirectionMeans means =
        new DirectionMeans(clusters.stream().map(ClusterBook::toDoubles).toList());
    Column nearest = means.nearest(1, col(ClipDirections.DIRECTION)).getItem(0);
    return all.rows().select(col(JudgedClips.CLIP), nearest.as(SelectionTable.CLUSTER.name()));
  }

  /** Names the clustering. The vectors of another model lie elsewhere. */
  private String key() {
    Fingerprint key =
        Fingerprint.of(NAME, VERSION, settings.count(), settings.measures(), settings.seed());
    return directions.map(all -> Fingerprint.of(key, all.models())).orElse(key).value();
  }

  private static List<Cluster> stored(LakeTable<Cluster> table, String key) {
    ArrayRow.Layout layout = new ArrayRow.Layout(ClusterTable.SCHEMA.columns());
    return table
        .results()
        .where(col(ClusterTable.CLUSTERING.name()).equalTo(key))
        .orderBy(ClusterTable.CLUSTER.name())
        .collectAsList()
        .stream()
        .map(row -> layout.over(SparkTypes.toJava(row, ClusterTable.SCHEMA.columns())))
        .map(ClusterTable.SCHEMA.codec()::read)
        .toList();
  }

  private List<Cluster> byMeasures(String key, ClusterFit fit) {
    List<Cluster> clusters = new ArrayList<>();
    for (List<Double> center : fit.centers()) {
      Map<String, Double> centers = new HashMap<>();
      Map<String, Double> scales = new HashMap<>();
      for (int i = 0; i < center.size(); i++) {
        centers.put(settings.measures().get(i), center.get(i));
        scales.put(settings.measures().get(i), fit.scales().get(i));
      }
      clusters.add(new Cluster(key, clusters.size(), centers, scales, Optional.empty()));
    }
    return clusters;
  }

  private List<Cluster> byDirection(String key, ClipDirections all, Dataset<Row> clips) {
    Dataset<Row> known =
        all.rows()
            .join(clips.select(JudgedClips.CLIP), new String[] {JudgedClips.CLIP}, "left_semi");
    List<Cluster> clusters = new ArrayList<>();
    if (known.count() >= settings.count()) {
      DirectionMeans.fit(
              known,
              JudgedClips.CLIP,
              settings.count(),
              settings.seed(),
              DirectionMeans.Effort.THOROUGH)
          .means()
          .forEach(mean -> clusters.add(cluster(key, clusters.size(), mean)));
    }
    return clusters;
  }

  private static Cluster cluster(String key, int id, double[] mean) {
    float[] vector = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      vector[i] = (float) mean[i];
    }
    return new Cluster(key, id, Map.of(), Map.of(), Optional.of(FloatVector.of(vector)));
  }

  private static double[] toDoubles(Cluster cluster) {
    return cluster.vector().orElseThrow().stream().mapToDouble(Float::doubleValue).toArray();
  }

  private static List<Row> rows(String key, List<Cluster> clusters) {
    WorkItem item =
        new WorkItem(key, List.of(new WorkItem.WorkPart(StagePart.WHOLE, key, 1)), List.of());
    return new OutputRows<>(ClusterTable.SCHEMA)
        .of(item, ItemResult.whole(Outcome.produced(clusters))).stream()
            .map(SparkTypes::toSpark)
            .toList();
  }
}
