package io.kinolake.udfs.score;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.FloatVector;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clip with what earlier passes stored of it, as one item.
 *
 * @param embeddings of its frames, where they are stored
 */
public record ClipToScore(Clip clip, Optional<FrameEmbeddings> embeddings) {
  public static final Column<FloatVector> VECTORS =
      Column.ofFloats("stored_vectors", "Stored embeddings, one after another").optional();
  public static final Column<String> MODEL =
      Column.ofString("stored_model", "Digest of the weights that they are of").optional();

  public static final TableSchema<ClipToScore> SCHEMA =
      TableSchema.of(
          "clips_to_score",
          "One clip to score",
          ClipTable.CLIP_ID,
          Stream.concat(ClipTable.SCHEMA.columns().stream(), Stream.of(VECTORS, MODEL)).toList(),
          new Codec());

  /** A clip of which nothing is stored. */
  public static ClipToScore of(Clip clip) {
    return new ClipToScore(clip, Optional.empty());
  }

  private static final class Codec implements RowCodec<ClipToScore> {
    private static final long serialVersionUID = 1L;

    @Override
    public ClipToScore read(RowReader row) {
      return new ClipToScore(
          ClipTable.SCHEMA.codec().read(row),
          row.find(VECTORS).map(vectors -> new FrameEmbeddings(row.get(MODEL), vectors)));
    }

    @Override
    public void write(ClipToScore value, RowWriter row) {
      ClipTable.SCHEMA.codec().write(value.clip(), row);
      row.setIfPresent(VECTORS, value.embeddings().map(FrameEmbeddings::vectors))
          .setIfPresent(MODEL, value.embeddings().map(FrameEmbeddings::model));
    }
  }
}
