package io.kinolake.schemas.tables;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import java.util.List;
import java.util.Map;

/** The clusters that clips are sorted into, made once per settings and never moved. */
public final class ClusterTable {
  private ClusterTable() {}

  public static final Column<String> CLUSTERING =
      Column.ofString("clustering", "Digest of the settings that the cluster was made with");
  public static final Column<Integer> CLUSTER =
      Column.ofInt("cluster", "Number among the clusters of one clustering, from 0");
  public static final Column<Map<String, Double>> CENTER =
      Column.ofDoubleMap("center", "The mean clip, by measure, in the measure's own unit");
  public static final Column<Map<String, Double>> SCALE =
      Column.ofDoubleMap("scale", "Standard deviation by measure, when the clusters were made");
  public static final Column<FloatVector> VECTOR =
      Column.ofFloats(
              "vector",
              "Mean direction of the clips' embeddings, of length one; null for clusters by"
                  + " measures")
          .optional();

  public static final TableSchema<Cluster> SCHEMA =
      TableSchema.of(
          "clusters",
          "One cluster that clips are sorted into",
          CLUSTERING,
          List.of(CLUSTERING, CLUSTER, CENTER, SCALE, VECTOR),
          new Codec());

  private static final class Codec implements RowCodec<Cluster> {
    private static final long serialVersionUID = 1L;

    @Override
    public Cluster read(RowReader row) {
      return new Cluster(
          row.get(CLUSTERING), row.get(CLUSTER), row.get(CENTER), row.get(SCALE), row.find(VECTOR));
    }

    @Override
    public void write(Cluster cluster, RowWriter row) {
      row.set(CLUSTERING, cluster.clustering())
          .set(CLUSTER, cluster.id())
          .set(CENTER, cluster.center())
          .set(SCALE, cluster.scale())
          .setIfPresent(VECTOR, cluster.vector());
    }
  }
}
