package io.kinolake.jobs.report;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.MatchTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.udfs.score.EmbeddingScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the scores of all clips look like. */
final class ScoreSummaries {
  private static final int BINS = 24;
  private static final int MAX_LABELS = 24;
  private static final String SCORER = ScoreTable.SCORER.name();
  private static final String ACCEPTED = SelectionTable.ACCEPTED.name();

  private final Dataset<Row> scores;

  ScoreSummaries(Lake lake) {
    String clip = ClipTable.CLIP_ID.name();
    Dataset<Row> accepted =
        lake.table(SelectionTable.SCHEMA)
            .results()
            .where(col(ACCEPTED))
            .select(col(clip), col(ACCEPTED));
    this.scores =
        lake.table(ScoreTable.SCHEMA)
            .results()
            .where(col(SCORER).notEqual(EmbeddingScorer.NAME)) // no score
            .select(
                col(clip), col(SCORER), col(ScoreTable.VALUE.name()), col(ScoreTable.LABEL.name()))
            .union(matches(lake))
            .join(accepted, new String[] {clip}, "left");
  }

  /** The matches of all captions, as if a scorer had given them. */
  private static Dataset<Row> matches(Lake lake) {
    return lake.table(MatchTable.SCHEMA)
        .results()
        .select(
            col(ClipTable.CLIP_ID.name()),
            lit(MatchTable.MATCH.name()),
            col(MatchTable.MATCH.name()),
            lit(null).cast("string"));
  }

  /** Numbers in bins; two Spark jobs. */
  List<ReportData.Histogram> histograms() {
    Column value = col(ScoreTable.VALUE.name());
    Dataset<Row> values =
        scores.where(value.isNotNull().and(not(value.isNaN())).and(value.between(-1e300, 1e300)));
    Dataset<Row> ranges =
        values
            .groupBy(col(SCORER))
            .agg(
                min(value).as("low"),
                max(value).as("high"),
                avg(value).as("mean"),
                count(lit(1)).as("n"));
    Column position = value.minus(col("low")).divide(col("high").minus(col("low")));
    Column bin =
        when(
                col("high").gt(col("low")),
                least(floor(position.multiply(BINS)), lit((long) BINS - 1)))
            .otherwise(lit(0L));
    Dataset<Row> bins =
        values
            .join(broadcast(ranges), SCORER)
            .groupBy(col(SCORER), bin.as("bin"))
            .agg(count(lit(1)), sum(when(col(ACCEPTED), 1L).otherwise(0L)));
    Map<String, ReportData.Bin[]> byScorer = new TreeMap<>();
    for (Row row : bins.collectAsList()) {
      byScorer.computeIfAbsent(row.getString(0), scorer -> emptyBins())[(int) row.getLong(1)] =
          new ReportData.Bin(row.getLong(2), row.getLong(3));
    }
    return ranges.orderBy(col(SCORER)).collectAsList().stream()
        .map(
            row ->
                new ReportData.Histogram(
                    row.getString(0),
                    row.getLong(4),
                    row.getDouble(1),
                    row.getDouble(2),
                    row.getDouble(3),
                    List.of(byScorer.get(row.getString(0)))))
        .toList();
  }

  private static ReportData.Bin[] emptyBins() {
    ReportData.Bin[] bins = new ReportData.Bin[BINS];
    Arrays.fill(bins, new ReportData.Bin(0, 0));
    return bins;
  }

  /** Labels of scorers that have a few of them; digests, which differ from clip to clip, do not. */
  List<ReportData.LabelCounts> labels() {
    Column label = col(ScoreTable.LABEL.name());
    Dataset<Row> labelled = scores.where(label.isNotNull());
    Dataset<Row> few =
        labelled
            .groupBy(col(SCORER))
            .agg(approx_count_distinct(label).as("kinds"), count(lit(1)).as("all"))
            .where(col("kinds").leq(MAX_LABELS).and(col("kinds").lt(col("all"))))
            .select(SCORER);
    List<Row> rows =
        labelled
            .join(broadcast(few), SCORER)
            .groupBy(col(SCORER), label)
            .agg(count(lit(1)).as("n"))
            .orderBy(col(SCORER), col("n").desc(), label)
            .limit(1000)
            .collectAsList();
    Map<String, List<ReportData.LabelCount>> byScorer = new TreeMap<>();
    for (Row row : rows) {
      byScorer
          .computeIfAbsent(row.getString(0), scorer -> new ArrayList<>())
          .add(new ReportData.LabelCount(row.getString(1), row.getLong(2)));
    }
    return byScorer.entrySet().stream()
        .map(entry -> new ReportData.LabelCounts(entry.getKey(), entry.getValue()))
        .toList();
  }
}
