package io.kinolake.udfs.cut;

import static io.kinolake.schemas.tables.VideoTable.CONTENT_VERSION;
import static io.kinolake.schemas.tables.VideoTable.RELATIVE_PATH;
import static io.kinolake.schemas.tables.VideoTable.URI;
import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.media.cut.ClipNames;
import io.kinolake.media.cut.SceneSpan;
import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.FrameRange;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.TimeRange;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ProbeTable;
import io.kinolake.schemas.tables.SceneTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scene that is to become clips: its row of the scenes table, joined by video id with its
 * source's rows of the videos and the probes table. The times of the scene bear names of their own
 * here, for the probes table has columns {@code start_us} and {@code end_us} too.
 *
 * @param uri where the source lies
 * @param relativePath the source's path below its root, which clips keep
 * @param contentVersion digest that changes when the source's content may have changed
 * @param stemShared whether another source in the same folder has the same name up to the extension
 * @param info what probing found of the source
 * @param scene the scene, by true frame index and time of the source
 */
public record SceneToCut(
    VideoId video,
    String uri,
    String relativePath,
    String contentVersion,
    boolean stemShared,
    MediaInfo info,
    SceneSpan scene) {

  /** Fed by {@link SceneTable#START_US}. */
  public static final Column<Long> SCENE_START_US =
      Column.ofLong("scene_start_us", "Presentation time of the scene's first frame, microseconds");

  /** Fed by {@link SceneTable#END_US}. */
  public static final Column<Long> SCENE_END_US =
      Column.ofLong(
          "scene_end_us", "Presentation time at which the scene's last frame ends, microseconds");

  /** Whether names need the extension to be told apart; null counts as false. */
  public static final Column<Boolean> STEM_SHARED =
      Column.ofBoolean(
              "stem_shared",
              "Whether another source of the same folder has the same name up to the extension")
          .optional();

  public static final TableSchema<SceneToCut> SCHEMA =
      TableSchema.of(
          "scenes_to_cut",
          "One scene with what is known of its source",
          VIDEO_ID,
          Stream.of(
                  List.<Column<?>>of(VIDEO_ID, URI, RELATIVE_PATH, CONTENT_VERSION, STEM_SHARED),
                  ProbeTable.INFO,
                  List.<Column<?>>of(
                      SceneTable.INDEX,
                      SceneTable.START_FRAME,
                      SceneTable.END_FRAME,
                      SCENE_START_US,
                      SCENE_END_US))
              .flatMap(List::stream)
              .toList(),
          new Codec());

  /** What its clips are called. */
  ClipNames names() {
    return stemShared ? ClipNames.withExtension(relativePath) : ClipNames.of(relativePath);
  }

  private static final class Codec implements RowCodec<SceneToCut> {
    private static final long serialVersionUID = 1L;

    @Override
    public SceneToCut read(RowReader row) {
      return new SceneToCut(
          new VideoId(row.get(VIDEO_ID)),
          row.get(URI),
          row.get(RELATIVE_PATH),
          row.get(CONTENT_VERSION),
          row.find(STEM_SHARED).orElse(false),
          ProbeTable.readInfo(row),
          new SceneSpan(
              row.get(SceneTable.INDEX),
              new FrameRange(row.get(SceneTable.START_FRAME), row.get(SceneTable.END_FRAME)),
              new TimeRange(row.get(SCENE_START_US), row.get(SCENE_END_US))));
    }

    @Override
    public void write(SceneToCut scene, RowWriter row) {
      row.set(VIDEO_ID, scene.video().value())
          .set(URI, scene.uri())
          .set(RELATIVE_PATH, scene.relativePath())
          .set(CONTENT_VERSION, scene.contentVersion())
          .set(STEM_SHARED, scene.stemShared())
          .set(SceneTable.INDEX, scene.scene().index())
          .set(SceneTable.START_FRAME, scene.scene().frames().start())
          .set(SceneTable.END_FRAME, scene.scene().frames().end())
          .set(SCENE_START_US, scene.scene().time().startUs())
          .set(SCENE_END_US, scene.scene().time().endUs());
      ProbeTable.writeInfo(scene.info(), row);
    }
  }
}
