package io.kinolake.schemas.tables;

import static io.kinolake.schemas.tables.ClipTable.CLIP_ID;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.media.ClipId;
import java.util.List;
import java.util.Map;

/** Scores, one row per clip and scorer, so that a new scorer touches nothing else. */
public final class ScoreTable {
  private ScoreTable() {}

  public static final Column<String> SCORER = Column.ofString("scorer", "Name of the scorer");
  public static final Column<Double> VALUE =
      Column.ofDouble("value", "The score; null where there is only a label").optional();
  public static final Column<String> LABEL =
      Column.ofString("label", "The scorer's word or digest, where it gives one").optional();
  public static final Column<Map<String, Double>> DETAILS =
      Column.ofDoubleMap("details", "Further numbers of the scorer, by name");
  public static final Column<FloatVector> VECTORS =
      Column.ofFloats(
              "vectors",
              "Embeddings of the frames at 0.1, 0.5 and 0.9 of the clip, one after another, as the"
                  + " model gives them; null unless the scorer stores them")
          .optional();

  public static final TableSchema<Score> SCHEMA =
      TableSchema.of(
              "scores",
              "What one scorer says of one clip",
              CLIP_ID,
              List.of(CLIP_ID, SCORER, VALUE, LABEL, DETAILS, VECTORS),
              new Codec())
          .withPart(SCORER);

  private static final class Codec implements RowCodec<Score> {
    private static final long serialVersionUID = 1L;

    @Override
    public Score read(RowReader row) {
      return new Score(
          new ClipId(row.get(CLIP_ID)),
          row.get(SCORER),
          row.find(VALUE),
          row.find(LABEL),
          row.get(DETAILS),
          row.find(VECTORS));
    }

    @Override
    public void write(Score score, RowWriter row) {
      row.set(CLIP_ID, score.clip().value())
          .set(SCORER, score.scorer())
          .setIfPresent(VALUE, score.value())
          .setIfPresent(LABEL, score.label())
          .set(DETAILS, score.details())
          .setIfPresent(VECTORS, score.vectors());
    }
  }
}
