package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.names.NearestName;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ScoreTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** The live clips of a lakehouse, each with the wanted measures; null where one is missing. */
final class MeasuredClips {
  private static final String KEY = "key";

  private final Dataset<Row> clips;
  private final Dataset<Row> scores;

  MeasuredClips(Lake lake) {
    this.clips = lake.table(ClipTable.SCHEMA).results();
    this.scores = lake.table(ScoreTable.SCHEMA).results();
  }

  /** One row per clip: its id, and a column per measure. */
  Dataset<Row> with(Collection<Measure> measures) {
    Column id = col(ClipTable.CLIP_ID.name());
    List<Column> properties = new ArrayList<>(List.of(id));
    List<Column> scored = new ArrayList<>();
    List<String> scorers = new ArrayList<>();
    for (Measure measure : measures) {
      if (measure instanceof Measure.Property property) {
        properties.add(property.property().of().as(measure.columnName()));
      } else if (measure instanceof Measure.Value value) {
        scorers.add(value.scorer());
        scored.add(ofScorer(measure, value.scorer(), number(col(ScoreTable.VALUE.name()))));
      } else if (measure instanceof Measure.Label label) {
        scorers.add(label.scorer());
        scored.add(ofScorer(measure, label.scorer(), col(ScoreTable.LABEL.name())));
      } else if (measure instanceof Measure.Vectors vectors) {
        scorers.add(vectors.scorer());
        Column stored = col(ScoreTable.VECTORS.name());
        scored.add(ofScorer(measure, vectors.scorer(), when(stored.isNotNull(), xxhash64(stored))));
      } else if (measure instanceof Measure.Detail detail) {
        scorers.add(detail.scorer());
        Column number = number(col(ScoreTable.DETAILS.name()).getItem(detail.detail()));
        scored.add(ofScorer(measure, detail.scorer(), number));
      }
    }
    Dataset<Row> rows = clips.select(properties.toArray(Column[]::new));
    if (scored.isEmpty()) {
      return rows;
    }
    Dataset<Row> byClip =
        scores
            .where(col(ScoreTable.SCORER.name()).isInCollection(scorers))
            .groupBy(id)
            .agg(scored.get(0), scored.subList(1, scored.size()).toArray(Column[]::new));
    return rows.join(byClip, ClipTable.CLIP_ID.name(), "left");
  }

  /**
   * Checks that a scorer knows a detail, as far as its rows can tell.
   *
   * @throws KinolakeException BAD_CONFIG if it has given other details and never this one
   */
  void requireKnown(Measure.Detail detail) {
    List<String> known =
        scores
            .where(col(ScoreTable.SCORER.name()).equalTo(detail.scorer()))
            .select(explode(map_keys(col(ScoreTable.DETAILS.name()))).as(KEY))
            .distinct()
            .orderBy(KEY)
            .as(Encoders.STRING())
            .collectAsList();
    if (!known.isEmpty() && !known.contains(detail.detail())) {
      throw new KinolakeException(
          FailureCode.BAD_CONFIG,
          "Scorer '%s' gives no detail '%s'. Did you mean '%s'? It gives %s."
              .formatted(
                  detail.scorer(),
                  detail.detail(),
                  NearestName.to(detail.detail(), known),
                  String.join(", ", known)));
    }
  }

  private static Column ofScorer(Measure measure, String scorer, Column value) {
    return max(when(col(ScoreTable.SCORER.name()).equalTo(scorer), value)).as(measure.columnName());
  }

  /** A number that is none counts as missing. */
  private static Column number(Column value) {
    return when(not(isnan(value)), value);
  }
}
