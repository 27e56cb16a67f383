package io.kinolake.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.meta.Funnel;
import io.kinolake.jobs.meta.QuarantineView;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.RunLog;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.tables.RunTable;
import io.kinolake.udfs.store.MediaStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Asks the tables for what the report shows. Bounded: never more than a page can hold. */
public final class ReportBuilder {
  private static final int MAX_FAILURE_GROUPS = 60;
  private static final int MAX_RUNS = 60;

  private ReportBuilder() {}

  /**
   * Gathers the data; runs a dozen Spark jobs and reads one frame of each clip shown.
   *
   * @param funnel where sources and clips stand
   * @param media opens the clips and sources for thumbnails
   * @param clock tells the report's date
   */
  public static ReportData build(Lake lake, Funnel funnel, MediaStore media, Clock clock) {
    ScoreSummaries scores = new ScoreSummaries(lake);
    return new ReportData(
        lake.root(),
        clock.instant(),
        funnel,
        scores.histograms(),
        scores.labels(),
        failures(lake),
        new Gallery(lake, new Thumbnails(media)).clips(),
        runs(lake));
  }

  private static List<ReportData.FailureGroup> failures(Lake lake) {
    return new QuarantineView(lake)
            .rows()
            .groupBy(
                col(QuarantineView.TABLE.name()),
                col(StageColumns.ERROR_CODE.name()),
                col(StageColumns.ERROR_KIND.name()))
            .agg(
                count(lit(1)).as("n"),
                first(col(StageColumns.ERROR_MESSAGE.name())),
                first(col(QuarantineView.URI.name())))
            .orderBy(col("n").desc(), col(QuarantineView.TABLE.name()))
            .limit(MAX_FAILURE_GROUPS)
            .collectAsList()
            .stream()
            .map(ReportBuilder::failure)
            .toList();
  }

  private static ReportData.FailureGroup failure(Row row) {
    return new ReportData.FailureGroup(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        Optional.ofNullable(row.getString(5)));
  }

  private static List<ReportData.RunLine> runs(Lake lake) {
    return new RunLog(lake)
            .read()
            .orderBy(col(RunTable.STARTED_US.name()).desc())
            .limit(MAX_RUNS)
            .collectAsList()
            .stream()
            .map(ReportBuilder::run)
            .toList();
  }

  private static ReportData.RunLine run(Row row) {
    long startedUs = row.getAs(RunTable.STARTED_US.name());
    return new ReportData.RunLine(
        row.getAs(RunTable.STEP.name()),
        Instant.EPOCH.plus(startedUs, ChronoUnit.MICROS),
        row.<Double>getAs(RunTable.SECONDS.name()),
        row.<Long>getAs(RunTable.ITEMS.name()),
        row.<Long>getAs(RunTable.ROWS.name()),
        row.<Long>getAs(RunTable.FAILURES.name()),
        row.<Long>getAs(RunTable.RETIRED.name()),
        row.<Double>getAs(RunTable.MEDIA_SECONDS.name()));
  }
}
