package io.kinolake.schemas.tables;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import java.util.List;
import java.util.Map;

/** What each command did, step by step. */
public final class RunTable {
  private RunTable() {}

  public static final Column<String> RUN_ID =
      Column.ofString("run_id", "Shared by the steps of one command");
  public static final Column<String> STEP = Column.ofString("step", "Name of the step");
  public static final Column<String> STATE =
      Column.ofString("state", "Digest of the step's settings");
  public static final Column<Long> STARTED_US =
      Column.ofLong("started_us", "Start of the step, microseconds since 1970");
  public static final Column<Double> SECONDS = Column.ofDouble("seconds", "Wall time");
  public static final Column<Long> ITEMS = Column.ofLong("items", "Items worked on");
  public static final Column<Long> ROWS = Column.ofLong("rows_written", "Rows written");
  public static final Column<Long> FAILURES =
      Column.ofLong("failures", "Failed rows among those written");
  public static final Column<Long> RETIRED = Column.ofLong("retired", "Rows retired");
  public static final Column<Double> MEDIA_SECONDS =
      Column.ofDouble("media_seconds", "Media time of the items worked on, seconds");
  public static final Column<Map<String, Double>> VERSIONS =
      Column.ofDoubleMap("versions", "Version of each table read or written, after the step");
  public static final Column<String> SOFTWARE = Column.ofString("software", "Version of Kinolake");

  public static final TableSchema<Run> SCHEMA =
      TableSchema.of(
          "runs",
          "One run of one step of the pipeline",
          RUN_ID,
          List.of(
              RUN_ID,
              STEP,
              STATE,
              STARTED_US,
              SECONDS,
              ITEMS,
              ROWS,
              FAILURES,
              RETIRED,
              MEDIA_SECONDS,
              VERSIONS,
              SOFTWARE),
          new Codec());

  private static final class Codec implements RowCodec<Run> {
    private static final long serialVersionUID = 1L;

    @Override
    public Run read(RowReader row) {
      return new Run(
          row.get(RUN_ID),
          row.get(STEP),
          row.get(STATE),
          row.get(STARTED_US),
          new Run.Counts(
              row.get(SECONDS),
              row.get(ITEMS),
              row.get(ROWS),
              row.get(FAILURES),
              row.get(RETIRED),
              row.get(MEDIA_SECONDS)),
          row.get(VERSIONS),
          row.get(SOFTWARE));
    }

    @Override
    public void write(Run run, RowWriter row) {
      row.set(RUN_ID, run.id())
          .set(STEP, run.step())
          .set(STATE, run.state())
          .set(STARTED_US, run.startedUs())
          .set(SECONDS, run.counts().seconds())
          .set(ITEMS, run.counts().items())
          .set(ROWS, run.counts().rows())
          .set(FAILURES, run.counts().failures())
          .set(RETIRED, run.counts().retired())
          .set(MEDIA_SECONDS, run.counts().mediaSeconds())
          .set(VERSIONS, run.versions())
          .set(SOFTWARE, run.software());
    }
  }
}
