package io.kinolake.udfs.feature;

import io.kinolake.schemas.Column;
import io.kinolake.schemas.RowCodec;
import io.kinolake.schemas.RowReader;
import io.kinolake.schemas.RowWriter;
import io.kinolake.schemas.TableSchema;
import io.kinolake.schemas.tables.Clip;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.FeatureTable;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A selected clip with its caption.
 *
 * @param sourceVersion digest of its source's content version
 * @param caption the text to embed
 * @param captioner who wrote it
 * @param scores value by scorer
 */
public record ClipForFeatures(
    Clip clip, String sourceVersion, String caption, String captioner, Map<String, Double> scores) {

  public static final TableSchema<ClipForFeatures> SCHEMA =
      TableSchema.of(
          "clips_for_features",
          "A selected clip with its caption and scores",
          ClipTable.CLIP_ID,
          Stream.concat(
                  ClipTable.SCHEMA.columns().stream(),
                  Stream.<Column<?>>of(
                      FeatureTable.SOURCE_VERSION,
                      FeatureTable.CAPTION,
                      FeatureTable.CAPTIONER,
                      FeatureTable.SCORES))
              .toList(),
          new Codec());

  public ClipForFeatures {
    scores = Map.copyOf(scores);
  }

  private static final class Codec implements RowCodec<ClipForFeatures> {
    private static final long serialVersionUID = 1L;

    @Override
    public ClipForFeatures read(RowReader row) {
      return new ClipForFeatures(
          ClipTable.SCHEMA.codec().read(row),
          row.get(FeatureTable.SOURCE_VERSION),
          row.get(FeatureTable.CAPTION),
          row.get(FeatureTable.CAPTIONER),
          row.get(FeatureTable.SCORES));
    }

    @Override
    public void write(ClipForFeatures value, RowWriter row) {
      ClipTable.SCHEMA.codec().write(value.clip(), row);
      row.set(FeatureTable.SOURCE_VERSION, value.sourceVersion())
          .set(FeatureTable.CAPTION, value.caption())
          .set(FeatureTable.CAPTIONER, value.captioner())
          .set(FeatureTable.SCORES, value.scores());
    }
  }
}
