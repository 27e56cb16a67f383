package io.kinolake.udfs.scene;

import static io.kinolake.schemas.tables.VideoTable.CONTENT_VERSION;
import static io.kinolake.schemas.tables.VideoTable.URI;
import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.MediaInfo;
import io.kinolake.schemas.media.VideoId;
import io.kinolake.schemas.tables.ProbeTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A source whose scenes are wanted: its row of the videos table joined with its row of the probes
 * table.
 *
 * @param uri where it lies
 * @param contentVersion digest that changes when its content may have changed
 * @param info what probing found
 */
public record SceneSource(VideoId video, String uri, String contentVersion, MediaInfo info) {

  public static final TableSchema<SceneSource> SCHEMA =
      TableSchema.of(
          "scene_sources",
          "One source with what probing found",
          VIDEO_ID,
          Stream.of(List.<Column<?>>of(VIDEO_ID, URI, CONTENT_VERSION), ProbeTable.INFO)
              .flatMap(List::stream)
              .toList(),
          new Codec());

  private static final class Codec implements RowCodec<SceneSource> {
    private static final long serialVersionUID = 1L;

    @Override
    public SceneSource read(RowReader row) {
      return new SceneSource(
          new VideoId(row.get(VIDEO_ID)),
          row.get(URI),
          row.get(CONTENT_VERSION),
          ProbeTable.readInfo(row));
    }

    @Override
    public void write(SceneSource source, RowWriter row) {
      row.set(VIDEO_ID, source.video().value())
          .set(URI, source.uri())
          .set(CONTENT_VERSION, source.contentVersion());
      ProbeTable.writeInfo(source.info(), row);
    }
  }
}
