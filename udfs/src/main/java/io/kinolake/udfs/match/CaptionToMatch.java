package io.kinolake.udfs.match;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.CleanCaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import java.util.List;

/**
 * One caption, and the picture that it is compared with.
 *
 * @param picture CLIP's embedding of the clip's middle frame
 */
public record CaptionToMatch(ClipId clip, String captioner, String text, FloatVector picture) {
  public static final Column<FloatVector> PICTURE =
      Column.ofFloats("picture", "CLIP's embedding of the clip's middle frame");

  public static final TableSchema<CaptionToMatch> SCHEMA =
      TableSchema.of(
          "captions_to_match",
          "One caption and the clip's middle picture",
          ClipTable.CLIP_ID,
          List.of(ClipTable.CLIP_ID, CaptionTable.CAPTIONER, CleanCaptionTable.TEXT, PICTURE),
          new Codec());

  private static final class Codec implements RowCodec<CaptionToMatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public CaptionToMatch read(RowReader row) {
      return new CaptionToMatch(
          new ClipId(row.get(ClipTable.CLIP_ID)),
          row.get(CaptionTable.CAPTIONER),
          row.get(CleanCaptionTable.TEXT),
          row.get(PICTURE));
    }

    @Override
    public void write(CaptionToMatch value, RowWriter row) {
      row.set(ClipTable.CLIP_ID, value.clip().value())
          .set(CaptionTable.CAPTIONER, value.captioner())
          .set(CleanCaptionTable.TEXT, value.text())
          .set(PICTURE, value.picture());
    }
  }
}
