package io.kinolake.schemas.tables;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.MediaKind;
import io.kinolake.schemas.media.VideoId;
import java.util.List;

/** The sources: one row per listed file. */
public final class VideoTable {
  private VideoTable() {}

  public static final Column<String> VIDEO_ID =
      Column.ofString("video_id", "Digest of the source's normalised URI");
  public static final Column<String> URI = Column.ofString("uri", "Where the source lies");
  public static final Column<String> ROOT =
      Column.ofString("root", "The folder, list or table that the source was listed from");
  public static final Column<String> RELATIVE_PATH =
      Column.ofString("relative_path", "Path below the listed root, with forward slashes");
  public static final Column<String> KIND = Column.ofString("kind", "video or image");
  public static final Column<Long> SIZE_BYTES = Column.ofLong("size_bytes", "Length in bytes");
  public static final Column<Long> MODIFIED_US =
      Column.ofLong("modified_us", "Modification time, microseconds since 1970");
  public static final Column<String> CONTENT_VERSION =
      Column.ofString("content_version", "Digest that changes when the content may have changed");

  public static final TableSchema<Video> SCHEMA =
      TableSchema.of(
          "videos",
          "One source file",
          VIDEO_ID,
          List.of(
              VIDEO_ID, URI, ROOT, RELATIVE_PATH, KIND, SIZE_BYTES, MODIFIED_US, CONTENT_VERSION),
          new Codec());

  private static final class Codec implements RowCodec<Video> {
    private static final long serialVersionUID = 1L;

    @Override
    public Video read(RowReader row) {
      return new Video(
          new VideoId(row.get(VIDEO_ID)),
          row.get(URI),
          row.get(ROOT),
          row.get(RELATIVE_PATH),
          MediaKind.of(row.get(KIND)),
          row.get(SIZE_BYTES),
          row.get(MODIFIED_US),
          row.get(CONTENT_VERSION));
    }

    @Override
    public void write(Video video, RowWriter row) {
      row.set(VIDEO_ID, video.id().value())
          .set(URI, video.uri())
          .set(ROOT, video.root())
          .set(RELATIVE_PATH, video.relativePath())
          .set(KIND, video.kind().id())
          .set(SIZE_BYTES, video.sizeBytes())
          .set(MODIFIED_US, video.modifiedUs())
          .set(CONTENT_VERSION, video.contentVersion());
    }
  }
}
