package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.spark.SparkTypes;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The failed live rows of all tables in one. Immutable; each call sees the tables as they are. */
public final class QuarantineView {
  public static final Column<String> TABLE =
      Column.ofString("table_name", "Table whose step failed on the item");
  public static final Column<String> KEY =
      Column.ofString("item", "Id of the item: a video_id or clip_id");
  public static final Column<String> PART =
      Column.ofString("part", "Part of the item, such as the scorer").optional();
  public static final Column<String> URI =
      Column.ofString("uri", "Where the source or the clip lies, where known").optional();

  /** The columns, in order. */
  public static final List<Column<?>> COLUMNS =
      List.of(
          TABLE,
          KEY,
          PART,
          URI,
          StageColumns.ERROR_CODE,
          StageColumns.ERROR_KIND,
          StageColumns.ERROR_MESSAGE,
          StageColumns.ATTEMPTS);

  private final Lake lake;

  public QuarantineView(Lake lake) {
    this.lake = lake;
  }

  /** One row per failed item and part. */
  public Dataset<Row> rows() {
    Dataset<Row> failures =
        lake.spark().createDataFrame(List.of(), SparkTypes.schemaOf(withoutUri()));
    for (LakeTable<?> table : lake.existing()) {
      failures = failures.unionByName(failures(table));
    }
    Dataset<Row> rows = failures.join(places(), new String[] {KEY.name()}, "left");
    return rows.select(
        COLUMNS.stream()
            .map(column -> col(column.name()))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  private static List<Column<?>> withoutUri() {
    return COLUMNS.stream().filter(column -> !column.equals(URI)).toList();
  }

  private static Dataset<Row> failures(LakeTable<?> table) {
    org.apache.spark.sql.Column part =
        table
            .schema()
            .part()
            .map(column -> col(column.name()))
            .orElseGet(() -> lit(null).cast("string"));
    return table
        .live()
        .where(col(StageColumns.STATUS.name()).equalTo(StageColumns.FAILED))
        .select(
            lit(table.schema().name()).as(TABLE.name()),
            col(table.schema().item().name()).as(KEY.name()),
            part.as(PART.name()),
            col(StageColumns.ERROR_CODE.name()),
            col(StageColumns.ERROR_KIND.name()),
            col(StageColumns.ERROR_MESSAGE.name()),
            col(StageColumns.ATTEMPTS.name()));
  }

  private Dataset<Row> places() {
    Dataset<Row> videos =
        lake.table(VideoTable.SCHEMA)
            .results()
            .select(
                col(VideoTable.VIDEO_ID.name()).as(KEY.name()),
                col(VideoTable.URI.name()).as(URI.name()));
    Dataset<Row> clips =
        lake.table(ClipTable.SCHEMA)
            .results()
            .select(
                col(ClipTable.CLIP_ID.name()).as(KEY.name()),
                coalesce(col(ClipTable.CLIP_URI.name()), col(ClipTable.SOURCE_URI.name()))
                    .as(URI.name()));
    return videos.unionByName(clips);
  }
}
