package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.CaptionTable.CAPTIONER;
import static io.kinolake.schemas.tables.ClipTable.CLIP_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import java.util.List;

/** Captions made fit for training. */
public final class CleanCaptionTable {
  private CleanCaptionTable() {}

  public static final Column<String> TEXT = Column.ofString("text", "The cleaned caption");
  public static final Column<String> CLEANING =
      Column.ofString("cleaning", "Names of the steps applied, joined by +");

  public static final TableSchema<CleanCaption> SCHEMA =
      TableSchema.of(
              "captions_clean",
              "One caption made fit for training",
              CLIP_ID,
              List.of(CLIP_ID, CAPTIONER, TEXT, CLEANING),
              new Codec())
          .withPart(CAPTIONER);

  private static final class Codec implements RowCodec<CleanCaption> {
    private static final long serialVersionUID = 1L;

    @Override
    public CleanCaption read(RowReader row) {
      return new CleanCaption(
          new ClipId(row.get(CLIP_ID)), row.get(CAPTIONER), row.get(TEXT), row.get(CLEANING));
    }

    @Override
    public void write(CleanCaption caption, RowWriter row) {
      row.set(CLIP_ID, caption.clip().value())
          .set(CAPTIONER, caption.captioner())
          .set(TEXT, caption.text())
          .set(CLEANING, caption.cleaning());
    }
  }
}
