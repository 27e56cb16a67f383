package io.kinolake.jobs.meta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The scores as columns, one per scorer: its value, or its label where it gives no value. A scorer
 * that gives both has a second column {@code NAME_label}; one that is named as another column of
 * the view is {@code score_NAME}.
 *
 * @param columns in the order of the scorers' names
 * @param sources where each column's values come from, in the same order
 */
record ScoreColumns(List<Column<?>> columns, List<Source> sources) {
  private static final Set<String> TAKEN =
      MetaColumns.ALL.stream().map(Column::name).collect(Collectors.toSet());

  ScoreColumns {
    columns = List.copyOf(columns);
    sources = List.copyOf(sources);
  }

  /** One scorer's value or label. */
  record Source(String scorer, String column) {}

  /** The columns that these score rows give; runs a small Spark job. */
  static ScoreColumns of(Dataset<Row> scores) {
    List<Row> scorers =
        scores
            .groupBy(col(ScoreTable.SCORER.name()))
            .agg(count(col(ScoreTable.VALUE.name())), count(col(ScoreTable.LABEL.name())))
            .orderBy(col(ScoreTable.SCORER.name()))
            .collectAsList();
    List<Column<?>> columns = new ArrayList<>();
    List<Source> sources = new ArrayList<>();
    for (Row row : scorers) {
      String scorer = row.getString(0);
      String name = TAKEN.contains(scorer) ? "score_" + scorer : scorer;
      boolean hasValues = row.getLong(1) > 0;
      if (hasValues) {
        columns.add(Column.ofDouble(name, "Value of scorer " + scorer).optional());
        sources.add(new Source(scorer, ScoreTable.VALUE.name()));
      }
      if (row.getLong(2) > 0) {
        String label = hasValues ? name + "_label" : name;
        columns.add(Column.ofString(label, "Label of scorer " + scorer).optional());
        sources.add(new Source(scorer, ScoreTable.LABEL.name()));
      }
    }
    return new ScoreColumns(columns, sources);
  }

  /** One row per clip. */
  Dataset<Row> pivot(Dataset<Row> scores) {
    var clips = scores.groupBy(col(ClipTable.CLIP_ID.name()));
    if (columns.isEmpty()) {
      return scores.select(col(ClipTable.CLIP_ID.name())).distinct();
    }
    List<org.apache.spark.sql.Column> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Source source = sources.get(i);
      values.add(
          max(when(col(ScoreTable.SCORER.name()).equalTo(source.scorer()), col(source.column())))
              .as(columns.get(i).name()));
    }
    return clips.agg(
        values.get(0),
        values.subList(1, values.size()).toArray(org.apache.spark.sql.Column[]::new));
  }
}
