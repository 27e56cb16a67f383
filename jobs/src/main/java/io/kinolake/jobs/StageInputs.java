package io.kinolake.jobs;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;

import io.kinolake.jobs.list.ClipCaptions;
import io.kinolake.jobs.meta.BestCaptions;
import io.kinolake.jobs.meta.MetaSettings;
import io.kinolake.jobs.refresh.StageInput;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.MatchTable;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.caption.ClipToCaption;
import io.kinolake.udfs.caption.SidecarCaptioner;
import io.kinolake.udfs.caption.SignalsCaptioner;
import io.kinolake.udfs.cut.SceneToCut;
import io.kinolake.udfs.feature.ExtractFeaturesSettings;
import io.kinolake.udfs.feature.FeatureSet;
import io.kinolake.udfs.match.CaptionToMatch;
import io.kinolake.udfs.match.MatchCaptions;
import io.kinolake.udfs.score.ClipToScore;
import io.kinolake.udfs.score.EmbeddingScorer;
import io.kinolake.udfs.score.FrameEmbeddings;
import io.kinolake.udfs.score.ScoreClipsSettings;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows each stage works on: joins of the tables that earlier steps filled. */
final class StageInputs {
  private static final String VIDEO_ID = VideoTable.VIDEO_ID.name();
  private static final String CLIP_ID = ClipTable.CLIP_ID.name();
  private static final String FINGERPRINT = StageColumns.FINGERPRINT.name();

  private StageInputs() {}

  /** Every source. */
  static final StageInput SOURCES =
      new StageInput(List.of(VideoTable.SCHEMA), StageInputs::sources);

  /** Every source with what probing found. */
  static final StageInput PROBED =
      new StageInput(List.of(VideoTable.SCHEMA, ProbeTable.SCHEMA), StageInputs::probed);

  /** The scenes of every source, as one item. */
  static final StageInput SCENES =
      new StageInput(
          List.of(VideoTable.SCHEMA, ProbeTable.SCHEMA, SceneTable.SCHEMA), StageInputs::scenes);

  /** Every clip, with its stored embeddings where a scorer can use them. */
  static StageInput clips(ScoreClipsSettings scores) {
    // The scores are the stage's own output; they may not exist yet.
    return new StageInput(List.of(ClipTable.SCHEMA), lake -> clips(lake, scores));
  }

  /**
   * Every clip with its scores; those that are selected are wanted.
   *
   * @param captions files beside clips, where they are read
   */
  static StageInput selected(Optional<ClipCaptions> captions) {
    return new StageInput(
        List.of(VideoTable.SCHEMA, ClipTable.SCHEMA, ScoreTable.SCHEMA, SelectionTable.SCHEMA),
        lake -> selected(lake, captions),
        lake -> captions.flatMap(files -> files.state(lake.spark())));
  }

  /** The captions of every clip, as one item. */
  static final StageInput CAPTIONS =
      new StageInput(List.of(CaptionTable.SCHEMA), StageInputs::captions);

  /** The cleaned captions of every embedded clip, as one item; none where nothing is matched. */
  static StageInput matched(MatchCaptions stage) {
    return new StageInput(
        List.of(CleanCaptionTable.SCHEMA, ScoreTable.SCHEMA), lake -> matched(lake, stage));
  }

  private static Dataset<Row> matched(Lake lake, MatchCaptions stage) {
    String vectors = ScoreTable.VECTORS.name();
    String model = stage.model().map(texts -> texts.clip().digest().value()).orElse("");
    Dataset<Row> pictures =
        embeddings(lake)
            .where(col(ScoreTable.LABEL.name()).equalTo(model))
            .select(
                col(CLIP_ID),
                expr("slice(%1$s, size(%1$s) div %2$d + 1, size(%1$s) div %2$d)"
                        .formatted(vectors, FrameEmbeddings.COUNT))
                    .as(CaptionToMatch.PICTURE.name()),
                col(FINGERPRINT).as("_embedded"));
    Dataset<Row> rows = lake.table(CleanCaptionTable.SCHEMA).results().join(pictures, CLIP_ID);
    Column input = concat_ws(",", col(FINGERPRINT), col("_embedded"));
    return StageInput.ordered(
        StageInput.planned(stage.model().isPresent() ? rows : rows.limit(0), input, lit(0)),
        col(CaptionTable.CAPTIONER.name()));
  }

  /** Every selected clip that has a caption, with it. */
  static StageInput captioned(ExtractFeaturesSettings features, MetaSettings captions) {
    return new StageInput(
        List.of(
            VideoTable.SCHEMA,
            ClipTable.SCHEMA,
            ScoreTable.SCHEMA,
            SelectionTable.SCHEMA,
            CaptionTable.SCHEMA,
            CleanCaptionTable.SCHEMA,
            MatchTable.SCHEMA),
        lake -> captioned(lake, features, captions));
  }

  private static Dataset<Row> captioned(
      Lake lake, ExtractFeaturesSettings features, MetaSettings captions) {
    Dataset<Row> texts =
        BestCaptions.rows(lake, captions)
            .where(col(CaptionTable.TEXT.name()).isNotNull())
            .select(
                col(CLIP_ID),
                col(CaptionTable.TEXT.name()).as(FeatureTable.CAPTION.name()),
                col(FeatureTable.CAPTIONER.name()));
    Dataset<Row> versions =
        videos(lake)
            .select(
                col(VIDEO_ID),
                col(VideoTable.CONTENT_VERSION.name()).as(FeatureTable.SOURCE_VERSION.name()));
    Dataset<Row> rows =
        withoutRunColumns(lake.table(ClipTable.SCHEMA).results())
            .join(accepted(lake), CLIP_ID)
            .join(versions, VIDEO_ID)
            .join(texts, CLIP_ID)
            .join(scoreValues(lake), new String[] {CLIP_ID}, "left")
            .withColumn(
                FeatureTable.SCORES.name(),
                coalesce(col(FeatureTable.SCORES.name()), map().cast("map<string,double>")));
    Dataset<Row> planned =
        StageInput.wantedWhere(
            StageInput.planned(rows, col(CLIP_ID), mediaUs()), col(SelectionTable.ACCEPTED.name()));
    for (FeatureSet set : features.sets()) {
      planned = StageInput.withPartInput(planned, set.textPart(), col(FeatureTable.CAPTION.name()));
    }
    return planned;
  }

  private static Dataset<Row> accepted(Lake lake) {
    return lake.table(SelectionTable.SCHEMA)
        .results()
        .select(col(CLIP_ID), col(SelectionTable.ACCEPTED.name()));
  }

  private static Dataset<Row> scoreValues(Lake lake) {
    Column entry = struct(col(ScoreTable.SCORER.name()), col(ScoreTable.VALUE.name()));
    return lake.table(ScoreTable.SCHEMA)
        .results()
        .where(col(ScoreTable.VALUE.name()).isNotNull())
        .groupBy(CLIP_ID)
        .agg(map_from_entries(collect_list(entry)).as(FeatureTable.SCORES.name()));
  }

  private static Dataset<Row> sources(Lake lake) {
    return StageInput.planned(
        lake.table(VideoTable.SCHEMA).results(), col(VideoTable.CONTENT_VERSION.name()), lit(0));
  }

  private static Dataset<Row> probed(Lake lake) {
    Dataset<Row> rows = withoutRunColumns(videos(lake)).join(probes(lake), VIDEO_ID);
    return StageInput.planned(rows, col(FINGERPRINT), mediaUs());
  }

  private static Dataset<Row> scenes(Lake lake) {
    Dataset<Row> scenes =
        lake.table(SceneTable.SCHEMA)
            .results()
            .withColumnRenamed(SceneTable.START_US.name(), SceneToCut.SCENE_START_US.name())
            .withColumnRenamed(SceneTable.END_US.name(), SceneToCut.SCENE_END_US.name());
    Dataset<Row> rows =
        withoutRunColumns(videos(lake))
            .join(sharedStems(lake), VIDEO_ID)
            .join(withoutRunColumns(probes(lake)), VIDEO_ID)
            .join(scenes, VIDEO_ID);
    Column input = concat_ws(",", col(FINGERPRINT), col(SceneToCut.STEM_SHARED.name()));
    return StageInput.ordered(
        StageInput.planned(rows, input, mediaUs()), col(SceneTable.INDEX.name()));
  }

  /** Whether two sources would give their clips the same names. */
  private static Dataset<Row> sharedStems(Lake lake) {
    Column stem = regexp_replace(col(VideoTable.RELATIVE_PATH.name()), "\\.[^./]*$", "");
    Dataset<Row> stems = videos(lake).select(col(VIDEO_ID), stem.as("_stem"));
    Dataset<Row> counts = stems.groupBy("_stem").agg(count(lit(1)).as("_sources"));
    return stems
        .join(counts, "_stem")
        .select(col(VIDEO_ID), col("_sources").gt(lit(1)).as(SceneToCut.STEM_SHARED.name()));
  }

  private static Dataset<Row> clips(Lake lake, ScoreClipsSettings scores) {
    Dataset<Row> stored =
        embeddings(lake)
            .select(
                col(CLIP_ID),
                col(ScoreTable.VECTORS.name()).as(ClipToScore.VECTORS.name()),
                col(ScoreTable.LABEL.name()).as(ClipToScore.MODEL.name()));
    Dataset<Row> rows =
        lake.table(ClipTable.SCHEMA)
            .results()
            .join(
                scores.usesEmbeddings() ? stored : stored.limit(0), new String[] {CLIP_ID}, "left");
    // A clip's id already covers its source's content, its range and how it was cut.
    return StageInput.planned(rows, col(CLIP_ID), mediaUs());
  }

  private static Dataset<Row> embeddings(Lake lake) {
    return lake.table(ScoreTable.SCHEMA)
        .results()
        .where(col(ScoreTable.SCORER.name()).equalTo(EmbeddingScorer.NAME));
  }

  private static Dataset<Row> selected(Lake lake, Optional<ClipCaptions> captions) {
    Dataset<Row> rows =
        withoutRunColumns(lake.table(ClipTable.SCHEMA).results())
            .join(accepted(lake), CLIP_ID)
            .join(listings(lake), new String[] {VIDEO_ID}, "left")
            .join(scoresByClip(lake), new String[] {CLIP_ID}, "left")
            .withColumn(
                ClipToCaption.SCORES.name(),
                coalesce(col(ClipToCaption.SCORES.name()), map().cast("map<string,double>")))
            .withColumn(
                ClipToCaption.LABELS.name(),
                coalesce(col(ClipToCaption.LABELS.name()), array().cast("array<string>")))
            .withColumn(ClipToCaption.TEXT.name(), lit(null).cast("string"));
    Dataset<Row> planned = StageInput.planned(rows, col(CLIP_ID), mediaUs());
    Dataset<Row> wanted = StageInput.wantedWhere(planned, col(SelectionTable.ACCEPTED.name()));
    Dataset<Row> withScores =
        StageInput.withPartInput(wanted, SignalsCaptioner.NAME, coalesce(col("_scored"), lit("")));
    Dataset<Row> beside =
        captions
            .map(files -> files.joined(withScores, ClipTable.CLIP_URI))
            .orElseGet(() -> withScores.withColumn(ClipCaptions.DIGEST, lit(null).cast("string")));
    return StageInput.withPartInput(
        beside, SidecarCaptioner.NAME, concat_ws(",", col("_listed"), col(ClipCaptions.DIGEST)));
  }

  /** The state of each source as it was listed, captions beside it included. */
  private static Dataset<Row> listings(Lake lake) {
    return videos(lake).select(col(VIDEO_ID), col(FINGERPRINT).as("_listed"));
  }

  /**
   * Values and details by {@code scorer} and {@code scorer.detail}, labels, and a digest of all.
   */
  private static Dataset<Row> scoresByClip(Lake lake) {
    Column scorer = col(ScoreTable.SCORER.name());
    Column value = col(ScoreTable.VALUE.name());
    Column label = col(ScoreTable.LABEL.name());
    Column details =
        expr(
            "transform(map_entries(%s), e -> struct(concat(%s, '.', e.key) as k, e.value as v))"
                .formatted(ScoreTable.DETAILS.name(), ScoreTable.SCORER.name()));
    Column own = expr("array(struct(%s as k, %s as v))".formatted(scorer, value));
    Column entries = concat(own, details);
    return lake.table(ScoreTable.SCHEMA)
        .results()
        .withColumn("_entries", entries)
        .withColumn("_label", concat_ws("=", scorer, label))
        .groupBy(CLIP_ID)
        .agg(
            map_from_entries(expr("filter(flatten(collect_list(_entries)), e -> e.v is not null)"))
                .as(ClipToCaption.SCORES.name()),
            array_sort(
                    expr("collect_list(case when %s is not null then _label end)".formatted(label)))
                .as(ClipToCaption.LABELS.name()),
            sha2(concat_ws(",", array_sort(collect_list(col(FINGERPRINT)))), 256).as("_scored"));
  }

  private static Dataset<Row> captions(Lake lake) {
    Dataset<Row> rows = lake.table(CaptionTable.SCHEMA).results();
    return StageInput.planned(rows, col(FINGERPRINT), lit(0));
  }

  private static Dataset<Row> videos(Lake lake) {
    // What kind a file is, probing knows better than the file's name.
    return lake.table(VideoTable.SCHEMA).results().drop(VideoTable.KIND.name());
  }

  private static Dataset<Row> probes(Lake lake) {
    return lake.table(ProbeTable.SCHEMA).results();
  }

  private static Dataset<Row> withoutRunColumns(Dataset<Row> rows) {
    return rows.drop(
        StageColumns.ALL.stream().map(io.kinolake.schemas.Column::name).toArray(String[]::new));
  }

  private static Column mediaUs() {
    return col(ProbeTable.END_US.name()).minus(col(ProbeTable.START_US.name()));
  }
}
