package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.progress.Progress;
import io.kinolake.jobs.refresh.RunOptions;
import io.kinolake.jobs.refresh.StepContext;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Run;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.udfs.ArrayRow;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lakehouse with clips and scores, to be curated. */
final class CuratedLake {
  static final List<String> SCORERS = List.of("technical", "flow", "cmotion", "phash");

  private static final String MODEL = "0123456789abcdef0123456789abcdef";

  private final Lake lake;
  private long commits;

  CuratedLake(SparkSession spark, String root) {
    this.lake = new Lake(spark, root);
  }

  Lake lake() {
    return lake;
  }

  /** A clip with the scores that are given: technical, flow, hash. */
  record Sample(
      String id,
      Optional<Double> technical,
      Optional<Double> flow,
      Optional<Long> hash,
      Optional<FloatVector> vectors) {
    Sample(String id, Optional<Double> technical, Optional<Double> flow, Optional<Long> hash) {
      this(id, technical, flow, hash, Optional.empty());
    }

    static Sample of(String id, double technical, long hash) {
      return new Sample(id, Optional.of(technical), Optional.of(1.0), Optional.of(hash));
    }

    /** A clip all of whose frames have one embedding. */
    static Sample embedded(String id, double technical, double... embedding) {
      float[] frames = new float[3 * embedding.length];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = (float) embedding[i % embedding.length];
      }
      return new Sample(
          id,
          Optional.of(technical),
          Optional.empty(),
          Optional.empty(),
          Optional.of(FloatVector.of(frames)));
    }
  }

  void add(List<Sample> samples) {
    append(
        ClipTable.SCHEMA,
        samples.stream()
            .collect(ArrayList::new, (rows, s) -> rows.addAll(clipRows(s)), ArrayList::addAll));
    append(
        ScoreTable.SCHEMA,
        samples.stream()
            .collect(ArrayList::new, (rows, s) -> rows.addAll(scoreRows(s)), ArrayList::addAll));
  }

  /** Retires a clip and its scores, as if its source had vanished. */
  void vanish(String id) {
    for (TableSchema<?> schema : List.of(ClipTable.SCHEMA, ScoreTable.SCHEMA)) {
      LakeTable<?> table = lake.table(schema);
      String[] keys = table.keyColumns().toArray(String[]::new);
      table.retire(
          table
              .live()
              .where(col(ClipTable.CLIP_ID.name()).equalTo(id))
              .select(StageColumns.FINGERPRINT.name(), keys),
          1);
    }
  }

  Run.Counts curate(CurateSettings settings) {
    StepContext context =
        new StepContext(
            lake, "run" + commits++, RunOptions.DEFAULT, Progress.SILENT, Clock.systemUTC());
    return CurateClips.of(settings, SCORERS).run(context);
  }

  /** The live selection by clip; fails if a clip has two rows. */
  Map<String, Selection> selection() {
    ArrayRow.Layout layout = new ArrayRow.Layout(SelectionTable.SCHEMA.columns());
    Map<String, Selection> byClip = new TreeMap<>();
    for (Row row : lake.table(SelectionTable.SCHEMA).live().collectAsList()) {
      Object[] values = SparkTypes.toJava(row, SelectionTable.SCHEMA.columns());
      Selection selection = SelectionTable.SCHEMA.codec().read(layout.over(values));
      if (byClip.put(selection.clip().value(), selection) != null) {
        throw new AssertionError("Two live rows of clip " + selection.clip());
      }
    }
    return byClip;
  }

  private static List<Row> clipRows(Sample sample) {
    Clip clip =
        new Clip(
            new ClipId(sample.id()),
            new VideoId(sample.id()),
            0,
            0,
            "v_scene-0.mp4",
            "v.mp4",
            Optional.empty(),
            CutMode.VIRTUAL,
            new FrameRange(0, 50),
            new TimeRange(0, 2_000_000),
            new Clip.Content(50, new Rational(25, 1), new FrameSize(640, 360), 0));
    return rows(ClipTable.SCHEMA, sample.id(), "", List.of(clip));
  }

  private static List<Row> scoreRows(Sample sample) {
    ClipId clip = new ClipId(sample.id());
    List<Row> rows = new ArrayList<>();
    sample
        .technical()
        .map(
            v -> new Score(clip, "technical", Optional.of(v), Optional.empty(), Map.of("noise", v)))
        .ifPresent(s -> rows.addAll(rows(ScoreTable.SCHEMA, sample.id(), s.scorer(), List.of(s))));
    sample
        .flow()
        .map(v -> new Score(clip, "flow", Optional.of(v), Optional.empty(), Map.of()))
        .ifPresent(s -> rows.addAll(rows(ScoreTable.SCHEMA, sample.id(), s.scorer(), List.of(s))));
    sample
        .hash()
        .map(h -> Optional.of("%016x".formatted(h)))
        .map(h -> new Score(clip, "phash", Optional.empty(), h, Map.of()))
        .ifPresent(s -> rows.addAll(rows(ScoreTable.SCHEMA, sample.id(), s.scorer(), List.of(s))));
    sample
        .vectors()
        .map(
            v -> new Score(clip, "embedding", none(), Optional.of(MODEL), Map.of(), Optional.of(v)))
        .ifPresent(s -> rows.addAll(rows(ScoreTable.SCHEMA, sample.id(), s.scorer(), List.of(s))));
    return rows;
  }

  private static Optional<Double> none() {
    return Optional.empty();
  }

  private static <R extends Record> List<Row> rows(
      TableSchema<R> schema, String item, String part, List<R> records) {
    WorkItem work = new WorkItem(item, List.of(new WorkItem.WorkPart(part, "f", 1)), List.of());
    ItemResult<R> result = new ItemResult<>(Map.of(part, Outcome.produced(records)));
    return new OutputRows<>(schema).of(work, result).stream().map(SparkTypes::toSpark).toList();
  }

  private void append(TableSchema<?> schema, List<Row> rows) {
    LakeTable<?> table = lake.table(schema);
    table.append(
        lake.spark().createDataFrame(rows, table.storedSchema()).coalesce(1),
        new LakeTable.Commit("test", commits++, "test"));
  }
}
