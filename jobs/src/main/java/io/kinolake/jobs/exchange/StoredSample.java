package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.schemas.tables.FeatureTable;
import io.kinolake.schemas.tables.TensorEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A training sample of one clip as the manifest knows it.
 *
 * @param clip id of the clip
 * @param name name for files: the clip's, told apart from others of the same name by its id, with
 *     no dots
 * @param caption the text that was embedded
 * @param tensors where each lies, by what it is
 */
record StoredSample(String clip, String name, String caption, Map<String, Feature.Place> tensors) {
  private static final String TENSORS = "_tensors";
  private static final String PARTS = "_parts";
  private static final String CAPTION = "_caption";
  private static final int ID_LENGTH = 12;

  /**
   * The clips that have a whole sample of a set, with what {@link #of} reads.
   *
   * @param clips rows of the meta view
   * @throws KinolakeException BAD_ARGUMENT if the warehouse has no samples of the set
   */
  static Dataset<Row> join(Lake lake, String set, Dataset<Row> clips) {
    Dataset<Row> all = lake.require(FeatureTable.SCHEMA).results();
    Dataset<Row> ofSet = all.where(col(FeatureTable.FEATURE_SET.name()).equalTo(set));
    if (ofSet.isEmpty()) {
      List<String> sets = new ArrayList<>();
      all.select(FeatureTable.FEATURE_SET.name())
          .distinct()
          .collectAsList()
          .forEach(row -> sets.add(row.getString(0)));
      throw new KinolakeException(
          FailureCode.BAD_ARGUMENT,
          "There are no samples of the feature set '%s'; there are %s. Name one with --feature-set."
              .formatted(set, sets));
    }
    Dataset<Row> samples =
        ofSet
            .groupBy(ClipTable.CLIP_ID.name())
            .agg(
                collect_set(FeatureTable.PART.name()).as(PARTS),
                first(FeatureTable.CAPTION.name(), true).as(CAPTION),
                collect_list(
                        struct(
                            col(FeatureTable.TENSOR.name()),
                            col(FeatureTable.SHARD.name()),
                            col(FeatureTable.NAME.name()),
                            col(FeatureTable.OFFSET.name()),
                            col(FeatureTable.SIZE.name()),
                            col(FeatureTable.DTYPE.name()),
                            col(FeatureTable.SHAPE.name()),
                            col(FeatureTable.CRC32C.name()),
                            col(FeatureTable.ENCODING.name())))
                    .as(TENSORS))
            .where(
                array_contains(col(PARTS), lit(FeatureTable.latentsPart(set)))
                    .and(array_contains(col(PARTS), lit(FeatureTable.textPart(set)))));
    return clips.join(samples, ClipTable.CLIP_ID.name());
  }

  /** Reads a row of {@link #join}. */
  static StoredSample of(Row row) {
    String clip = row.getAs(ClipTable.CLIP_ID.name());
    String stem = row.getAs(MetaColumns.ID.name());
    Map<String, Feature.Place> tensors = new TreeMap<>();
    for (Row tensor : row.<Row>getList(row.fieldIndex(TENSORS))) {
      tensors.put(
          tensor.getAs(FeatureTable.TENSOR.name()),
          new Feature.Place(
              tensor.getAs(FeatureTable.SHARD.name()),
              tensor.getAs(FeatureTable.NAME.name()),
              tensor.getAs(FeatureTable.OFFSET.name()),
              tensor.getAs(FeatureTable.SIZE.name()),
              tensor.getAs(FeatureTable.DTYPE.name()),
              tensor.getList(tensor.fieldIndex(FeatureTable.SHAPE.name())),
              tensor.getAs(FeatureTable.CRC32C.name()),
              encoding(tensor.getAs(FeatureTable.ENCODING.name()))));
    }
    return new StoredSample(
        clip,
        (stem + "_" + clip.substring(0, Math.min(ID_LENGTH, clip.length()))).replace('.', '_'),
        row.getAs(CAPTION),
        tensors);
  }

  /**
   * @param name null where the tensor is plain
   */
  private static TensorEncoding encoding(String name) {
    return name == null ? TensorEncoding.PLAIN : TensorEncoding.of(name);
  }
}
