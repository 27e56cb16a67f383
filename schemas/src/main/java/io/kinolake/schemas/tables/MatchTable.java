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

/** How well captions fit their clips, one row per clip and captioner. */
public final class MatchTable {
  private MatchTable() {}

  public static final Column<Double> MATCH =
      Column.ofDouble(
          "match",
          "Cosine of CLIP's embeddings of the middle frame and the cleaned caption, times the"
              + " model's scale (100)");
  public static final Column<String> MODEL = Column.ofString("model", "Digest of CLIP's weights");

  public static final TableSchema<Match> SCHEMA =
      TableSchema.of(
              "matches",
              "How well one caption fits its clip",
              CLIP_ID,
              List.of(CLIP_ID, CAPTIONER, MATCH, MODEL),
              new Codec())
          .withPart(CAPTIONER);

  private static final class Codec implements RowCodec<Match> {
    private static final long serialVersionUID = 1L;

    @Override
    public Match read(RowReader row) {
      return new Match(
          new ClipId(row.get(CLIP_ID)), row.get(CAPTIONER), row.get(MATCH), row.get(MODEL));
    }

    @Override
    public void write(Match match, RowWriter row) {
      row.set(CLIP_ID, match.clip().value())
          .set(CAPTIONER, match.captioner())
          .set(MATCH, match.match())
          .set(MODEL, match.model());
    }
  }
}
