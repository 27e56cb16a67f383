package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.kinolake.schemas.tables.SelectionTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Lets a cluster have so many accepted clips at most, the best first. Clips without a cluster are
 * not limited.
 *
 * @param most accepted clips per cluster
 */
record ClusterQuota(int most) {
  private static final String CLUSTER = SelectionTable.CLUSTER.name();
  private static final String TAKEN = "_taken";
  private static final String PLACE = "_place";

  /** The open clips for which there is room beside the accepted ones. */
  Dataset<Row> within(Dataset<Row> open, Dataset<Row> accepted) {
    Column place =
        row_number().over(Window.partitionBy(CLUSTER).orderBy(JudgedClips.ORDER)).as(PLACE);
    return open.withColumn(PLACE, place)
        .join(taken(accepted), open.col(CLUSTER).equalTo(col("_cluster")), "left")
        .where(
            open.col(CLUSTER).isNull().or(col(PLACE).plus(coalesce(col(TAKEN), lit(0L))).leq(most)))
        .drop(PLACE, TAKEN, "_cluster");
  }

  /** Of the given clips, those whose cluster has no room beside the accepted ones. */
  Dataset<Row> full(Dataset<Row> clips, Dataset<Row> accepted) {
    Dataset<Row> full = taken(accepted).where(col(TAKEN).geq(most));
    return clips.join(full, clips.col(CLUSTER).equalTo(full.col("_cluster")), "left_semi");
  }

  private static Dataset<Row> taken(Dataset<Row> accepted) {
    return accepted
        .where(col(CLUSTER).isNotNull())
        .groupBy(col(CLUSTER).as("_cluster"))
        .agg(count(lit(1)).as(TAKEN));
  }
}
