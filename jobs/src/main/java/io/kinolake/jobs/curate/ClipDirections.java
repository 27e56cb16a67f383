package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.udfs.score.EmbeddingScorer;
import io.kinolake.udfs.score.FrameEmbeddings;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/**
 * The direction that a clip's stored embeddings point to: the mean of the frames' unit vectors,
 * scaled to length one. The cosine of two clips is the product of their directions. They are wide;
 * only what needs them joins them, and nothing collects them.
 */
final class ClipDirections {
  /** Column of {@link #rows}: an MLlib vector of length one. */
  static final String DIRECTION = "_direction";

  private final Dataset<Row> embeddings;

  ClipDirections(Lake lake) {
    this.embeddings =
        lake.table(ScoreTable.SCHEMA)
            .results()
            .where(col(ScoreTable.SCORER.name()).equalTo(EmbeddingScorer.NAME))
            .where(col(ScoreTable.LABEL.name()).isNotNull());
  }

  /** The clip's id and {@link #DIRECTION}, of every clip with embeddings. */
  Dataset<Row> rows() {
    return embeddings.select(
        col(JudgedClips.CLIP),
        udf(new Direction(), SQLDataTypes.VectorType())
            .apply(col(ScoreTable.VECTORS.name()))
            .as(DIRECTION));
  }

  /** The digests of the models that embedded them: one, unless a refresh was cut off. */
  List<String> models() {
    return embeddings
        .select(ScoreTable.LABEL.name())
        .distinct()
        .orderBy(ScoreTable.LABEL.name())
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static final class Direction implements UDF1<Seq<Float>, Vector> {
    private static final long serialVersionUID = 1L;

    @Override
    public Vector call(Seq<Float> all) {
      int length = all.size() / FrameEmbeddings.COUNT;
      double[] sum = new double[length];
      for (int frame = 0; frame < FrameEmbeddings.COUNT; frame++) {
        double[] picture = new double[length];
        for (int i = 0; i < length; i++) {
          picture[i] = all.apply(frame * length + i);
        }
        toUnit(picture);
        for (int i = 0; i < length; i++) {
          sum[i] += picture[i];
        }
      }
      toUnit(sum);
      return Vectors.dense(sum);
    }

    /** Opposite pictures cancel out; no direction is near to none. */
    private static void toUnit(double[] vector) {
      double square = 0;
      for (double value : vector) {
        square += value * value;
      }
      double length = Math.sqrt(square);
      for (int i = 0; i < vector.length && length > 0; i++) {
        vector[i] /= length;
      }
    }
  }
}
