package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.FrameSize;
import io.kinolake.schemas.media.Rational;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import java.util.List;

/** The clips of each source. */
public final class ClipTable {
  private ClipTable() {}

  public static final Column<String> CLIP_ID =
      Column.ofString("clip_id", "Digest of source content, range and cut settings");
  public static final Column<Integer> SCENE_INDEX = SceneTable.INDEX;
  public static final Column<Integer> INDEX =
      Column.ofInt("clip_index", "Number among the source's clips, from 0");
  public static final Column<String> NAME =
      Column.ofString("name", "File name without folder, also of a virtual clip");
  public static final Column<String> SOURCE_URI =
      Column.ofString("source_uri", "The source that the clip is a range of");
  public static final Column<String> CLIP_URI =
      Column.ofString("clip_uri", "The clip's own file; null for a virtual clip").optional();
  public static final Column<String> MODE = Column.ofString("cut_mode", "virtual, copy or encode");
  public static final Column<Long> START_FRAME = SceneTable.START_FRAME;
  public static final Column<Long> END_FRAME = SceneTable.END_FRAME;
  public static final Column<Long> START_US = SceneTable.START_US;
  public static final Column<Long> END_US = SceneTable.END_US;
  public static final Column<Long> NUM_FRAMES =
      Column.ofLong("num_frames", "Frames that a reader of the clip gets");
  public static final Column<String> RATE =
      Column.ofString("rate", "Frames per second of the clip, as a ratio");
  public static final Column<Integer> WIDTH = Column.ofInt("width", "Width in pixels");
  public static final Column<Integer> HEIGHT = Column.ofInt("height", "Height in pixels");
  public static final Column<Long> SIZE_BYTES =
      Column.ofLong("size_bytes", "Length of the clip's file in bytes; 0 for a virtual clip");

  public static final TableSchema<Clip> SCHEMA =
      TableSchema.of(
          "clips",
          "One clip: a range of a source, as a file or virtually",
          VIDEO_ID,
          List.of(
              VIDEO_ID,
              CLIP_ID,
              SCENE_INDEX,
              INDEX,
              NAME,
              SOURCE_URI,
              CLIP_URI,
              MODE,
              START_FRAME,
              END_FRAME,
              START_US,
              END_US,
              NUM_FRAMES,
              RATE,
              WIDTH,
              HEIGHT,
              SIZE_BYTES),
          new Codec());

  private static final class Codec implements RowCodec<Clip> {
    private static final long serialVersionUID = 1L;

    @Override
    public Clip read(RowReader row) {
      return new Clip(
          new ClipId(row.get(CLIP_ID)),
          new VideoId(row.get(VIDEO_ID)),
          row.get(SCENE_INDEX),
          row.get(INDEX),
          row.get(NAME),
          row.get(SOURCE_URI),
          row.find(CLIP_URI),
          CutMode.of(row.get(MODE)),
          new FrameRange(row.get(START_FRAME), row.get(END_FRAME)),
          new TimeRange(row.get(START_US), row.get(END_US)),
          new Clip.Content(
              row.get(NUM_FRAMES),
              Rational.parse(row.get(RATE)),
              new FrameSize(row.get(WIDTH), row.get(HEIGHT)),
              row.get(SIZE_BYTES)));
    }

    @Override
    public void write(Clip clip, RowWriter row) {
      row.set(CLIP_ID, clip.id().value())
          .set(VIDEO_ID, clip.video().value())
          .set(SCENE_INDEX, clip.sceneIndex())
          .set(INDEX, clip.index())
          .set(NAME, clip.name())
          .set(SOURCE_URI, clip.sourceUri())
          .setIfPresent(CLIP_URI, clip.uri())
          .set(MODE, clip.mode().id())
          .set(START_FRAME, clip.frames().start())
          .set(END_FRAME, clip.frames().end())
          .set(START_US, clip.time().startUs())
          .set(END_US, clip.time().endUs())
          .set(NUM_FRAMES, clip.content().frames())
          .set(RATE, clip.content().rate().toString())
          .set(WIDTH, clip.content().size().width())
          .set(HEIGHT, clip.content().size().height())
          .set(SIZE_BYTES, clip.content().sizeBytes());
    }
  }
}
