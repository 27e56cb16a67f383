package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import java.util.List;

/** The scenes of each source. */
public final class SceneTable {
  private SceneTable() {}

  public static final Column<Integer> INDEX =
      Column.ofInt("scene_index", "Position among the source's scenes, from 0");
  public static final Column<Long> START_FRAME =
      Column.ofLong("start_frame", "Index of the first frame in the source");
  public static final Column<Long> END_FRAME =
      Column.ofLong("end_frame", "Index after the last frame in the source");
  public static final Column<Long> START_US =
      Column.ofLong("start_us", "Presentation time of the first frame, microseconds");
  public static final Column<Long> END_US =
      Column.ofLong("end_us", "Presentation time at which the last frame ends, microseconds");
  public static final Column<String> DETECTOR =
      Column.ofString("detector", "Name of the detector that found the scene");

  public static final TableSchema<Scene> SCHEMA =
      TableSchema.of(
          "scenes",
          "One scene of a source",
          VIDEO_ID,
          List.of(VIDEO_ID, INDEX, START_FRAME, END_FRAME, START_US, END_US, DETECTOR),
          new Codec());

  private static final class Codec implements RowCodec<Scene> {
    private static final long serialVersionUID = 1L;

    @Override
    public Scene read(RowReader row) {
      return new Scene(
          new VideoId(row.get(VIDEO_ID)),
          row.get(INDEX),
          new FrameRange(row.get(START_FRAME), row.get(END_FRAME)),
          new TimeRange(row.get(START_US), row.get(END_US)),
          row.get(DETECTOR));
    }

    @Override
    public void write(Scene scene, RowWriter row) {
      row.set(VIDEO_ID, scene.video().value())
          .set(INDEX, scene.index())
          .set(START_FRAME, scene.frames().start())
          .set(END_FRAME, scene.frames().end())
          .set(START_US, scene.time().startUs())
          .set(END_US, scene.time().endUs())
          .set(DETECTOR, scene.detector());
    }
  }
}
