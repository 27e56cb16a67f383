package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.tables.Cluster;
import io.kinolake.schemas.tables.ClusterTable;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The clusters of a lakehouse: made once per settings by {@link ClusterFit}, and read back ever
 * after, so that a number goes on meaning the same clips.
 */
final class ClusterBook {
  private static final String NAME = "clusters";
  private static final int VERSION = 1;

  private final CurateSettings.Clusters settings;
  private final List<Measure> measures;

  /**
   * @param measures what the settings' measures are, in their order
   */
  ClusterBook(CurateSettings.Clusters settings, List<Measure> measures) {
    this.settings = settings;
    this.measures = List.copyOf(measures);
  }

  /**
   * The settings' clusters, made and stored now if they are not there.
   *
   * @param clips rows with the measures' columns, to make clusters from
   * @return none if too few clips have every measure
   */
  List<Cluster> open(Lake lake, String runId, Dataset<Row> clips) {
    LakeTable<Cluster> table = lake.table(ClusterTable.SCHEMA);
    table.create();
    List<Cluster> stored = stored(table);
    if (!stored.isEmpty()) {
      return stored;
    }
    List<Cluster> made = clusters(ClusterFit.of(settings, measures, clips));
    if (!made.isEmpty()) {
      Dataset<Row> rows = lake.spark().createDataFrame(rows(made), table.storedSchema());
      table.append(rows.coalesce(1), new LakeTable.Commit(runId + "/" + NAME, 1, NAME));
    }
    return made;
  }

  /** The cluster that a clip is nearest to by the measures it has; null if it has none. */
  Column nearest(List<Cluster> clusters) {
    Column[] values = measures.stream().map(Measure::column).toArray(Column[]::new);
    return clusters.isEmpty()
        ? lit(null).cast("int")
        : udf(NearestCluster.of(clusters, settings.measures()), DataTypes.IntegerType)
            .apply(array(values));
  }

  private Fingerprint fingerprint() {
    return Fingerprint.of(NAME, VERSION, settings.count(), settings.measures(), settings.seed());
  }

  private List<Cluster> stored(LakeTable<Cluster> table) {
    ArrayRow.Layout layout = new ArrayRow.Layout(ClusterTable.SCHEMA.columns());
    return table
        .results()
        .where(col(ClusterTable.CLUSTERING.name()).equalTo(fingerprint().value()))
        .orderBy(ClusterTable.CLUSTER.name())
        .collectAsList()
        .stream()
        .map(row -> layout.over(SparkTypes.toJava(row, ClusterTable.SCHEMA.columns())))
        .map(ClusterTable.SCHEMA.codec()::read)
        .toList();
  }

  private List<Cluster> clusters(ClusterFit fit) {
    List<Cluster> clusters = new ArrayList<>();
    for (List<Double> center : fit.centers()) {
      Map<String, Double> centers = new HashMap<>();
      Map<String, Double> scales = new HashMap<>();
      for (int i = 0; i < center.size(); i++) {
        centers.put(settings.measures().get(i), center.get(i));
        scales.put(settings.measures().get(i), fit.scales().get(i));
      }
      clusters.add(new Cluster(fingerprint().value(), clusters.size(), centers, scales));
    }
    return clusters;
  }

  private List<Row> rows(List<Cluster> clusters) {
    String key = fingerprint().value();
    WorkItem item =
        new WorkItem(key, List.of(new WorkItem.WorkPart(StagePart.WHOLE, key, 1)), List.of());
    return new OutputRows<>(ClusterTable.SCHEMA)
        .of(item, ItemResult.whole(Outcome.produced(clusters))).stream()
            .map(SparkTypes::toSpark)
            .toList();
  }
}
