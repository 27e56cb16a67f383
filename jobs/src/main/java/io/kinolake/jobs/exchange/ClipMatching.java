package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.kinolake.jobs.list.PathTable;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.store.Location;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which clip a row of paths belongs to: the clip whose file the path names, or else the one clip of
 * the source that it names.
 *
 * @param lake whose clips and sources are current
 */
record ClipMatching(Lake lake) {
  /** Column: why the row belongs to no clip; null where it does. */
  static final String REASON = "_reason";

  static final String NO_PATH = "no path";
  static final String UNKNOWN = "neither a clip nor a source of this warehouse";
  static final String NO_CLIPS = "no clip of this source yet: refresh, then import again";
  static final String SEVERAL_CLIPS = "several clips of this source: name the clips' files";
  static final String SEVERAL_ROWS = "several rows for one clip: keep one";

  private static final String CLIP_ID = ClipTable.CLIP_ID.name();
  private static final String URI = "_uri";

  /** The rows with the clip that each belongs to, or the reason why there is none. */
  Dataset<Row> of(Dataset<Row> rows) {
    UserDefinedFunction uriOf =
        udf((UDF1<String, String>) ClipMatching::uriOf, DataTypes.StringType);
    Column several = count(lit(1)).over(Window.partitionBy(CLIP_ID)).gt(1);
    Column reason =
        when(col(PathTable.PATH).isNull(), NO_PATH)
            .when(col(CLIP_ID).isNotNull().and(several), SEVERAL_ROWS)
            .when(col(CLIP_ID).isNotNull(), lit(null))
            .when(col("_clips").gt(1), SEVERAL_CLIPS)
            .when(col("_listed"), NO_CLIPS)
            .otherwise(UNKNOWN);
    return rows.withColumn(URI, uriOf.apply(col(PathTable.PATH)))
        .join(byFile(), new String[] {URI}, "left")
        .join(bySource(), new String[] {URI}, "left")
        .join(listed(), new String[] {URI}, "left")
        .withColumn(
            CLIP_ID, coalesce(col("_by_file"), when(col("_clips").equalTo(1), col("_only"))))
        .withColumn(REASON, reason);
  }

  private static String uriOf(String path) {
    return path == null ? null : Location.of(path).text();
  }

  private Dataset<Row> byFile() {
    Column file = col(ClipTable.CLIP_URI.name());
    return clips().where(file.isNotNull()).select(file.as(URI), col(CLIP_ID).as("_by_file"));
  }

  private Dataset<Row> bySource() {
    return clips()
        .groupBy(col(ClipTable.SOURCE_URI.name()).as(URI))
        .agg(count(lit(1)).as("_clips"), min(CLIP_ID).as("_only"));
  }

  private Dataset<Row> listed() {
    return lake.table(VideoTable.SCHEMA)
        .results()
        .select(col(VideoTable.URI.name()).as(URI), lit(true).as("_listed"))
        .distinct();
  }

  private Dataset<Row> clips() {
    return lake.table(ClipTable.SCHEMA).results();
  }
}
