package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.VideoTable.VIDEO_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.VideoId;
import java.util.List;

/** The sources that were forgotten and stay so. */
public final class ForgottenTable {
  private ForgottenTable() {}

  public static final Column<Long> FORGOTTEN_US =
      Column.ofLong("forgotten_us", "When the source was forgotten, microseconds since 1970");

  public static final TableSchema<Forgotten> SCHEMA =
      TableSchema.of(
          "forgotten",
          "One source that is never to be taken in again",
          VIDEO_ID,
          List.of(VIDEO_ID, FORGOTTEN_US),
          new Codec());

  private static final class Codec implements RowCodec<Forgotten> {
    private static final long serialVersionUID = 1L;

    @Override
    public Forgotten read(RowReader row) {
      return new Forgotten(new VideoId(row.get(VIDEO_ID)), row.get(FORGOTTEN_US));
    }

    @Override
    public void write(Forgotten forgotten, RowWriter row) {
      row.set(VIDEO_ID, forgotten.video().value()).set(FORGOTTEN_US, forgotten.forgottenUs());
    }
  }
}
