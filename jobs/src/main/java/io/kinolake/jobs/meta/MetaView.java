package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split_part;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.score.EmbeddingScorer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * All live results joined: the table that replaces meta.csv. Columns are {@link MetaColumns}, then
 * the scores. Immutable; each call sees the tables as they are then.
 */
public final class MetaView {
  private static final String VIDEO_ID = VideoTable.VIDEO_ID.name();
  private static final String CLIP_ID = ClipTable.CLIP_ID.name();

  private final Lake lake;
  private final MetaSettings settings;

  public MetaView(Lake lake) {
    this(lake, MetaSettings.DEFAULT);
  }

  public MetaView(Lake lake, MetaSettings settings) {
    this.lake = lake;
    this.settings = settings;
  }

  /** One row per clip. Runs a small job to learn the scorers' names. */
  public Dataset<Row> rows() {
    Dataset<Row> scores =
        results(ScoreTable.SCHEMA)
            .where(col(ScoreTable.SCORER.name()).notEqual(EmbeddingScorer.NAME)); // no score
    ScoreColumns pivot = ScoreColumns.of(scores);
    Dataset<Row> joined =
        clips()
            .join(sources(), VIDEO_ID)
            .join(selection(), new String[] {CLIP_ID}, "left")
            .join(BestCaptions.rows(lake, settings), new String[] {CLIP_ID}, "left")
            .join(pivot.pivot(scores), new String[] {CLIP_ID}, "left");
    return select(joined, pivot.columns());
  }

  /** One row per source, with the ranges of its scenes as its timestamp; clips are left out. */
  public Dataset<Row> sourceRows() {
    Column duration = col(ProbeTable.END_US.name()).minus(col(ProbeTable.START_US.name()));
    Dataset<Row> probes =
        results(ProbeTable.SCHEMA)
            .withColumn(
                MetaColumns.FPS.name(),
                when(duration.gt(0), rate(col(ProbeTable.AVERAGE_RATE.name()))));
    Dataset<Row> scenes =
        results(SceneTable.SCHEMA)
            .groupBy(col(VIDEO_ID))
            .agg(timestamps().as(MetaColumns.TIMESTAMP.name()));
    Dataset<Row> rows =
        results(VideoTable.SCHEMA)
            .select(
                col(VIDEO_ID),
                col(VideoTable.URI.name()).as(MetaColumns.PATH.name()),
                stem(col(VideoTable.RELATIVE_PATH.name())).as(MetaColumns.ID.name()),
                col(VideoTable.RELATIVE_PATH.name()).as(MetaColumns.RELPATH.name()),
                col(VideoTable.URI.name()).as(MetaColumns.SOURCE_PATH.name()))
            .join(probes, VIDEO_ID)
            .join(scenes, new String[] {VIDEO_ID}, "left");
    return select(sized(rows), List.of());
  }

  private Dataset<Row> clips() {
    Column isVirtual = col(ClipTable.CLIP_URI.name()).isNull();
    return sized(
        results(ClipTable.SCHEMA)
            .withColumn(
                MetaColumns.PATH.name(),
                coalesce(col(ClipTable.CLIP_URI.name()), col(ClipTable.SOURCE_URI.name())))
            .withColumn(MetaColumns.ID.name(), stem(col(ClipTable.NAME.name())))
            .withColumn(MetaColumns.SOURCE_PATH.name(), col(ClipTable.SOURCE_URI.name()))
            .withColumn(MetaColumns.FPS.name(), rate(col(ClipTable.RATE.name())))
            .withColumn(
                MetaColumns.TIMESTAMP.name(),
                when(isVirtual, concat(lit("["), stampPair(), lit("]")))));
  }

  private static Dataset<Row> sized(Dataset<Row> rows) {
    Column height = col(MetaColumns.HEIGHT.name());
    Column width = col(MetaColumns.WIDTH.name());
    return rows.withColumn(MetaColumns.ASPECT_RATIO.name(), try_divide(height, width))
        .withColumn(MetaColumns.RESOLUTION.name(), height.cast(DataTypes.LongType).multiply(width));
  }

  private Dataset<Row> sources() {
    Dataset<Row> folders =
        results(VideoTable.SCHEMA)
            .select(
                col(VIDEO_ID),
                regexp_extract(col(VideoTable.RELATIVE_PATH.name()), "^(.*/)?[^/]*$", 1)
                    .as("_folder"));
    Dataset<Row> probes =
        results(ProbeTable.SCHEMA)
            .select(col(VIDEO_ID), col(ProbeTable.BIT_RATE.name()), col(ProbeTable.CODEC.name()));
    return folders.join(probes, new String[] {VIDEO_ID}, "left");
  }

  private Dataset<Row> selection() {
    return results(SelectionTable.SCHEMA)
        .select(
            col(CLIP_ID),
            col(SelectionTable.ACCEPTED.name()),
            col(SelectionTable.REJECTED_BY.name()),
            col(SelectionTable.DUPLICATE_OF.name()),
            col(SelectionTable.CLUSTER.name()));
  }

  /** The declared columns in order; null where these rows have none. */
  private static Dataset<Row> select(
      Dataset<Row> rows, List<io.kinolake.schemas.Column<?>> scoreColumns) {
    List<String> present = List.of(rows.columns());
    List<Column> selected = new ArrayList<>();
    for (io.kinolake.schemas.Column<?> column : MetaColumns.ALL) {
      selected.add(present.contains(column.name()) ? col(column.name()) : derived(column, present));
    }
    scoreColumns.forEach(column -> selected.add(col("`" + column.name() + "`")));
    return rows.select(selected.toArray(Column[]::new));
  }

  private static Column derived(io.kinolake.schemas.Column<?> column, List<String> present) {
    if (column.equals(MetaColumns.RELPATH) && present.contains("_folder")) {
      return concat(col("_folder"), col(ClipTable.NAME.name())).as(column.name());
    }
    return lit(null)
        .cast(io.kinolake.udfs.spark.SparkTypes.schemaOf(List.of(column)).apply(0).dataType())
        .as(column.name());
  }

  private <R extends Record> Dataset<Row> results(TableSchema<R> schema) {
    return lake.table(schema).results();
  }

  private static Column stem(Column path) {
    return regexp_replace(regexp_extract(path, "([^/]*)$", 1), "(?<=.)\\.[^.]*$", "");
  }

  /** A ratio as a number; null for 0/1, which stands for unknown. */
  private static Column rate(Column ratio) {
    Column numerator = split_part(ratio, lit("/"), lit(1)).cast(DataTypes.DoubleType);
    Column denominator = split_part(ratio, lit("/"), lit(2)).cast(DataTypes.DoubleType);
    return when(numerator.gt(0), numerator.divide(denominator));
  }

  private static Column timestamps() {
    Column scenes =
        array_sort(collect_list(struct(col(SceneTable.INDEX.name()), stampPair().as("pair"))));
    return concat(
        lit("["), array_join(transform(scenes, scene -> scene.getField("pair")), ", "), lit("]"));
  }

  private static Column stampPair() {
    return concat(
        lit("('"),
        stamp(col(ClipTable.START_US.name())),
        lit("', '"),
        stamp(col(ClipTable.END_US.name())),
        lit("')"));
  }

  /** HH:MM:SS.mmm, rounded to the millisecond. */
  private static Column stamp(Column micros) {
    Column millis = micros.plus(500).divide(1000).cast(DataTypes.LongType);
    Column hours = millis.divide(3_600_000).cast(DataTypes.LongType);
    Column minutes = pmod(millis.divide(60_000).cast(DataTypes.LongType), lit(60L));
    Column seconds = pmod(millis.divide(1000).cast(DataTypes.LongType), lit(60L));
    return format_string("%02d:%02d:%02d.%03d", hours, minutes, seconds, pmod(millis, lit(1000L)));
  }
}
