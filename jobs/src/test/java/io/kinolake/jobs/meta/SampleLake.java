package io.kinolake.jobs.meta;

import io.kinolake.jobs.refresh.LakeFixture;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.failure.Failure;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.FrameTiming;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoFormat;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.Caption;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaption;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.CutMode;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.Probe;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.Scene;
import io.kinolake.schemas.tables.SceneTable;
import io.kinolake.schemas.tables.Score;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.schemas.tables.Selection;
import io.kinolake.schemas.tables.SelectionTable;
import io.kinolake.schemas.tables.Video;
import io.kinolake.schemas.tables.VideoTable;
import io.kinolake.udfs.ItemResult;
import io.kinolake.udfs.Outcome;
import io.kinolake.udfs.OutputRows;
import io.kinolake.udfs.StagePart;
import io.kinolake.udfs.WorkItem;
import io.kinolake.udfs.spark.SparkTypes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Row;

/**
 * Fills the tables of a lake as stages would, with what a test wants. Rows are written when the
 * fixture's lake is asked for or {@link #write} is called, those of a table in one commit.
 */
public final class SampleLake {
  public static final long SECOND_US = 1_000_000;

  private final LakeFixture fixture;
  private final Map<TableSchema<?>, List<Row>> pending = new LinkedHashMap<>();

  public SampleLake(LakeFixture fixture) {
    this.fixture = fixture;
  }

  /** A source of 60 s that was probed; gives its id. */
  public VideoId source(String relativePath) {
    VideoId id = listed(relativePath);
    add(ProbeTable.SCHEMA, id.value(), probe(id));
    return id;
  }

  /** A source that was listed only. */
  public VideoId listed(String relativePath) {
    String uri = "/films/" + relativePath;
    VideoId id = VideoId.of(uri);
    add(
        VideoTable.SCHEMA,
        id.value(),
        new Video(id, uri, "/films", relativePath, MediaKind.VIDEO, 1000, 1, "v1"));
    return id;
  }

  private static Probe probe(VideoId id) {
    FrameSize size = new FrameSize(640, 360);
    return new Probe(
        id,
        new MediaInfo(
            MediaKind.VIDEO,
            "mov",
            new VideoFormat("h264", "yuv420p", size, size, 0, Rational.ONE, "bt709"),
            new FrameTiming(
                1500,
                new TimeRange(0, 60 * SECOND_US),
                new Rational(25, 1),
                new Rational(25, 1),
                false,
                List.of(0L)),
            800_000,
            List.of("aac")),
        Optional.empty());
  }

  /** Scenes of ten seconds each. */
  public void scenes(VideoId video, int count) {
    for (int i = 0; i < count; i++) {
      add(
          SceneTable.SCHEMA,
          video.value(),
          new Scene(
              video,
              i,
              new FrameRange(i * 250L, (i + 1L) * 250),
              new TimeRange(i * 10L * SECOND_US, (i + 1L) * 10 * SECOND_US),
              "adaptive"));
    }
  }

  /** A clip of ten seconds; a file where {@code uri} is given. */
  public ClipId clip(VideoId video, int scene, String sourceUri, Optional<String> uri) {
    FrameRange frames = new FrameRange(scene * 250L, (scene + 1L) * 250);
    String stem = sourceUri.substring(sourceUri.lastIndexOf('/') + 1).replaceAll("\\.[^.]*$", "");
    CutMode mode = uri.isPresent() ? CutMode.ENCODE : CutMode.VIRTUAL;
    ClipId id = ClipId.of(video, "v1", frames, Fingerprint.of(mode.id()));
    add(
        ClipTable.SCHEMA,
        video.value(),
        new Clip(
            id,
            video,
            scene,
            scene,
            stem + "_scene-" + scene + ".mp4",
            sourceUri,
            uri,
            mode,
            frames,
            new TimeRange(scene * 10L * SECOND_US, (scene + 1L) * 10 * SECOND_US),
            new Clip.Content(250, new Rational(25, 1), new FrameSize(640, 360), 4)));
    return id;
  }

  public void score(ClipId clip, String scorer, Double value, String label) {
    add(
        ScoreTable.SCHEMA,
        clip.value(),
        new Score(clip, scorer, Optional.ofNullable(value), Optional.ofNullable(label), Map.of()));
  }

  public void accept(ClipId clip) {
    select(new Selection(clip, true, Optional.empty(), Optional.empty(), Optional.of(3)));
  }

  public void reject(ClipId clip, String rule) {
    select(new Selection(clip, false, Optional.of(rule), Optional.empty(), Optional.empty()));
  }

  public void select(Selection selection) {
    add(SelectionTable.SCHEMA, selection.clip().value(), selection);
  }

  public void caption(ClipId clip, String captioner, String text, String clean) {
    add(
        CaptionTable.SCHEMA,
        clip.value(),
        new Caption(
            clip,
            captioner,
            text,
            new Caption.Origin(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty())));
    add(CleanCaptionTable.SCHEMA, clip.value(), new CleanCaption(clip, captioner, clean, "refine"));
  }

  /** Adds a live row of an item. */
  public <R extends Record> void add(TableSchema<R> schema, String item, R row) {
    write(schema, item, Outcome.produced(row), partOf(row));
  }

  /** Adds a failed live row. */
  public <R extends Record> void fail(
      TableSchema<R> schema, String item, String part, FailureCode code, String message) {
    write(schema, item, new Outcome.Rejected<>(new Failure(code, message)), part);
  }

  /** Adds a live row that tells of no results. */
  public <R extends Record> void empty(TableSchema<R> schema, String item) {
    write(schema, item, new Outcome.Produced<>(List.of(), List.of()), StagePart.WHOLE);
  }

  /** Retires all live rows of a table. */
  public void retire(TableSchema<?> schema) {
    LakeTable<?> table = fixture.lake().table(schema);
    table.retire(table.live(), 1);
  }

  private static String partOf(Record row) {
    if (row instanceof Score score) {
      return score.scorer();
    } else if (row instanceof Caption caption) {
      return caption.captioner();
    }
    if (row instanceof Feature feature) {
      return feature.part();
    }
    return row instanceof CleanCaption clean ? clean.captioner() : StagePart.WHOLE;
  }

  private <R extends Record> void write(
      TableSchema<R> schema, String item, Outcome<R> outcome, String part) {
    WorkItem work = new WorkItem(item, List.of(new WorkItem.WorkPart(part, "f1", 1)), List.of());
    ItemResult<R> result = new ItemResult<>(Map.of(part, outcome));
    List<Row> rows = pending.computeIfAbsent(schema, table -> new ArrayList<>());
    new OutputRows<>(schema).of(work, result).forEach(row -> rows.add(SparkTypes.toSpark(row)));
    fixture.beforeUse(this::write);
  }

  /** Writes now what was added. */
  public void write() {
    Map<TableSchema<?>, List<Row>> added = new LinkedHashMap<>(pending);
    pending.clear();
    added.forEach(
        (schema, rows) -> {
          LakeTable<?> table = fixture.lake().table(schema);
          if (table.exists()) {
            append(table, rows);
          } else {
            TableTemplates.make(
                Path.of(fixture.lake().root(), schema.name()),
                List.of(schema.name(), rows),
                () -> append(table, rows));
          }
        });
  }

  private void append(LakeTable<?> table, List<Row> rows) {
    table.append(
        fixture.spark().createDataFrame(rows, table.storedSchema()).coalesce(1),
        new LakeTable.Commit(UUID.randomUUID().toString(), 1, "test"));
  }

  /** The value of a column in a row. */
  public static <T> T value(Row row, Column<T> column) {
    return row.getAs(column.name());
  }
}
