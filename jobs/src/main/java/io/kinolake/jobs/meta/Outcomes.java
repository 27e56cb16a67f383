package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where each source and each clip stands: exactly one row for each. */
record Outcomes(Lake lake) {
  static final String LEVEL = "level";
  static final String OUTCOME = "outcome";
  static final String STEP = "step";
  static final String REASON = "reason";
  static final String DURATION_US = "duration_us";

  private static final String NO_CLIPS = "no clip of an allowed length";

  /** One row per source, then one per clip. */
  Dataset<Row> rows() {
    return sources().unionByName(clips()).unionByName(lostClips());
  }

  private Dataset<Row> sources() {
    String key = VideoTable.VIDEO_ID.name();
    Dataset<Row> rows = states(VideoTable.SCHEMA, key);
    for (TableSchema<?> schema : List.of(ProbeTable.SCHEMA, SceneTable.SCHEMA, ClipTable.SCHEMA)) {
      rows = rows.join(states(schema, key), new String[] {key}, "left");
    }
    Column outcome = verdict(lit("cut into clips"), lit(null), lit(null));
    for (TableSchema<?> schema :
        List.of(ClipTable.SCHEMA, SceneTable.SCHEMA, ProbeTable.SCHEMA, VideoTable.SCHEMA)) {
      Column state = state(schema);
      outcome =
          when(state.isNull(), pending(schema))
              .when(state.equalTo(StageColumns.FAILED), failed(schema))
              .when(
                  state.equalTo(StageColumns.EMPTY),
                  verdict(lit("rejected"), lit(schema.name()), lit(NO_CLIPS)))
              .otherwise(outcome);
    }
    Dataset<Row> lengths =
        lake.table(ProbeTable.SCHEMA)
            .results()
            .select(
                col(key),
                col(ProbeTable.END_US.name())
                    .minus(col(ProbeTable.START_US.name()))
                    .as(DURATION_US));
    return flat(rows.join(lengths, new String[] {key}, "left"), "source", outcome);
  }

  private Dataset<Row> clips() {
    String key = ClipTable.CLIP_ID.name();
    Dataset<Row> rows =
        lake.table(ClipTable.SCHEMA)
            .results()
            .select(
                col(key),
                col(ClipTable.END_US.name()).minus(col(ClipTable.START_US.name())).as(DURATION_US))
            .join(
                lake.table(SelectionTable.SCHEMA)
                    .results()
                    .select(
                        col(key),
                        col(SelectionTable.ACCEPTED.name()),
                        col(SelectionTable.REJECTED_BY.name())),
                new String[] {key},
                "left");
    for (TableSchema<?> schema :
        List.of(
            ScoreTable.SCHEMA,
            SelectionTable.SCHEMA,
            CaptionTable.SCHEMA,
            CleanCaptionTable.SCHEMA)) {
      rows = rows.join(states(schema, key), new String[] {key}, "left");
    }
    Column selection = state(SelectionTable.SCHEMA);
    Column unselected =
        when(state(ScoreTable.SCHEMA).isNull(), pending(ScoreTable.SCHEMA))
            .when(state(ScoreTable.SCHEMA).equalTo(StageColumns.FAILED), failed(ScoreTable.SCHEMA))
            .otherwise(pending(SelectionTable.SCHEMA));
    Column rule = coalesce(col(SelectionTable.REJECTED_BY.name()), lit("unnamed rule"));
    Column outcome =
        when(selection.isNull(), unselected)
            .when(selection.equalTo(StageColumns.FAILED), failed(SelectionTable.SCHEMA))
            .when(coalesce(col(SelectionTable.ACCEPTED.name()), lit(false)), accepted())
            .otherwise(verdict(lit("rejected"), lit(SelectionTable.SCHEMA.name()), rule));
    return flat(rows, "clip", outcome);
  }

  /** A clip that was selected counts as accepted once every later step that ran has its row. */
  private Column accepted() {
    Column outcome = verdict(lit("accepted"), lit(null), lit(null));
    for (TableSchema<?> schema : List.of(CleanCaptionTable.SCHEMA, CaptionTable.SCHEMA)) {
      if (lake.table(schema).exists()) {
        outcome =
            when(state(schema).isNull(), pending(schema))
                .when(state(schema).equalTo(StageColumns.FAILED), failed(schema))
                .otherwise(outcome);
      }
    }
    return outcome;
  }

  /** Clips that could not be cut, of sources that gave other clips. */
  private Dataset<Row> lostClips() {
    String key = VideoTable.VIDEO_ID.name();
    Dataset<Row> live = lake.table(ClipTable.SCHEMA).live();
    Column status = col(StageColumns.STATUS.name());
    Dataset<Row> rows =
        live.where(status.equalTo(StageColumns.FAILED))
            .join(live.where(status.equalTo(StageColumns.OK)), columns(key), "left_semi")
            .withColumn(DURATION_US, lit(null).cast("bigint"));
    return flat(
        rows,
        "clip",
        verdict(lit("failed"), lit(ClipTable.SCHEMA.name()), col(StageColumns.ERROR_CODE.name())));
  }

  private static String[] columns(String... names) {
    return names;
  }

  /** One row per item: ok if any row is, else failed if any row is, else empty. */
  private Dataset<Row> states(TableSchema<?> schema, String key) {
    Column status = col(StageColumns.STATUS.name());
    Column best =
        when(max(status.equalTo(StageColumns.OK)), StageColumns.OK)
            .when(max(status.equalTo(StageColumns.FAILED)), StageColumns.FAILED)
            .otherwise(StageColumns.EMPTY);
    return lake.table(schema)
        .live()
        .groupBy(col(key))
        .agg(
            best.as(schema.name() + "_state"),
            min(col(StageColumns.ERROR_CODE.name())).as(schema.name() + "_code"));
  }

  private static Column state(TableSchema<?> schema) {
    return col(schema.name() + "_state");
  }

  private static Column pending(TableSchema<?> schema) {
    return verdict(lit("pending"), lit(schema.name()), lit(null));
  }

  private static Column failed(TableSchema<?> schema) {
    return verdict(lit("failed"), lit(schema.name()), col(schema.name() + "_code"));
  }

  private static Column verdict(Column outcome, Column step, Column reason) {
    return org.apache.spark.sql.functions.struct(
        outcome.as(OUTCOME), step.cast("string").as(STEP), reason.cast("string").as(REASON));
  }

  private static Dataset<Row> flat(Dataset<Row> rows, String level, Column outcome) {
    return rows.select(lit(level).as(LEVEL), outcome.as("_verdict"), col(DURATION_US))
        .select(
            col(LEVEL),
            col("_verdict." + OUTCOME).as(OUTCOME),
            col("_verdict." + STEP).as(STEP),
            col("_verdict." + REASON).as(REASON),
            col(DURATION_US));
  }
}
