package io.kinolake.jobs.refresh;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_element_at;

import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.TableSchema;
import io.kinolake.udfs.Stage;
import io.kinolake.udfs.StagePart;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a stage has to do: the parts of items whose current fingerprint has no live row yet, and the
 * live rows that are no longer current.
 */
final class PendingWork {
  static final String ITEM = "_item";
  static final String PART = "_part";
  static final String PARTS = "_parts";
  static final String FINGERPRINT = StageColumns.FINGERPRINT.name();
  static final String ATTEMPT = "_attempt";
  private static final String EXPECTED = "_expected";
  private static final String LIVE = "_live";

  /** So many keys are sent to every task rather than sorted with all rows. */
  private static final long FEW = 10_000;

  private final Dataset<Row> rows;
  private final LakeTable<?> output;
  private final List<StagePart> parts;
  private final Dataset<Row> differences;

  /**
   * @param parts the parts of the stage's work as they are done in this run
   * @param rows the stage's input rows, see {@link StageInput}
   */
  PendingWork(Stage<?, ?> stage, List<StagePart> parts, Dataset<Row> rows, LakeTable<?> output) {
    this.rows = rows.withColumn(ITEM, col(stage.spec().input().item().name()));
    this.output = output;
    this.parts = parts;
    this.differences = differences().localCheckpoint();
  }

  /**
   * Keys and fingerprints that are expected or live, but not both. Keys only: the rows themselves
   * are not computed unless something is pending.
   */
  private Dataset<Row> differences() {
    Object[] names = parts.stream().map(StagePart::name).toArray();
    Dataset<Row> live =
        liveRows()
            .where(col(PART).isin(names))
            .select(
                col(ITEM),
                col(PART),
                col(FINGERPRINT),
                lit(false).as(StageInput.WANTED),
                lit(false).as(EXPECTED));
    return expected()
        .withColumn(EXPECTED, lit(true))
        .unionByName(live)
        .groupBy(ITEM, PART, FINGERPRINT)
        .agg(
            max(StageInput.WANTED).as(StageInput.WANTED),
            max(EXPECTED).as(EXPECTED),
            max(not(col(EXPECTED))).as(LIVE))
        .where(col(EXPECTED).notEqual(col(LIVE)));
  }

  /** Keys and fingerprints of live rows that no current item would yield, in the table's names. */
  Dataset<Row> stale() {
    return inTableNames(differences.where(col(LIVE)));
  }

  /** Keys and fingerprints under the names that the output table gives them. */
  Dataset<Row> inTableNames(Dataset<Row> keys) {
    TableSchema<?> schema = output.schema();
    Dataset<Row> named =
        keys.select(ITEM, PART, FINGERPRINT).withColumnRenamed(ITEM, schema.item().name());
    return schema
        .part()
        .map(part -> named.withColumnRenamed(PART, part.name()))
        .orElseGet(() -> named.drop(PART));
  }

  /** The work that was never done: item, part, fingerprint and attempt. */
  Dataset<Row> missing() {
    return differences
        .where(col(EXPECTED).and(col(StageInput.WANTED)))
        .select(col(ITEM), col(PART), col(FINGERPRINT), lit(1).as(ATTEMPT));
  }

  /** The failed work of current items that is to be done again, in the same columns. */
  Dataset<Row> failed() {
    Dataset<Row> wanted = expected().where(col(StageInput.WANTED)).select(ITEM, PART, FINGERPRINT);
    return liveRows()
        .where(col(StageColumns.STATUS.name()).equalTo(StageColumns.FAILED))
        .groupBy(ITEM, PART, FINGERPRINT)
        .agg(max(StageColumns.ATTEMPTS.name()).plus(1).as(ATTEMPT))
        .join(wanted, keys(), "left_semi")
        .select(ITEM, PART, FINGERPRINT, ATTEMPT);
  }

  /** What of missing work has no live row now. */
  Dataset<Row> withoutLive(Dataset<Row> missing) {
    Dataset<Row> live = liveRows().select(ITEM, PART, FINGERPRINT);
    return missing.join(live, keys(), "left_anti").localCheckpoint();
  }

  /**
   * One row per pending input row, dearest item first, rows of an item together: the input columns
   * and {@link #PARTS}, an array of (part, fingerprint, attempt).
   *
   * @param missing see {@link #missing} and {@link #failed}
   */
  Dataset<Row> pending(Dataset<Row> missing) {
    long count = missing.count();
    Dataset<Row> byItem =
        missing
            .groupBy(ITEM)
            .agg(
                sort_array(collect_list(struct(col(PART), col(FINGERPRINT), col(ATTEMPT))))
                    .as(PARTS));
    Dataset<Row> pending = rows.join(count <= FEW ? broadcast(byItem) : byItem, ITEM);
    return count == 0
        ? rows.sparkSession().createDataFrame(List.of(), pending.schema())
        : pending.orderBy(col(StageInput.COST_US).desc(), col(ITEM), col(StageInput.ORDER));
  }

  /** Number of items and their media time, of what {@link #pending} gives. */
  static Totals totals(Dataset<Row> pending) {
    Row total =
        pending
            .groupBy(ITEM)
            .agg(max(StageInput.COST_US).as("cost"))
            .agg(count(lit(1)), coalesce(sum("cost"), lit(0L)))
            .first();
    return new Totals(total.getLong(0), total.getLong(1));
  }

  /** How much there is to do. */
  record Totals(long items, long mediaUs) {}

  private Dataset<Row> expected() {
    return rows.groupBy(ITEM)
        .agg(
            concat_ws(",", sort_array(collect_set(StageInput.INPUT))).as(StageInput.INPUT),
            first(StageInput.PART_INPUTS).as(StageInput.PART_INPUTS),
            max(StageInput.WANTED).as(StageInput.WANTED))
        .crossJoin(broadcast(partRows()))
        .select(col(ITEM), col(PART), fingerprint().as(FINGERPRINT), col(StageInput.WANTED));
  }

  /** As {@link Fingerprint#of} computes it. */
  private static Column fingerprint() {
    String separator = String.valueOf(Fingerprint.SEPARATOR);
    Column ofPart = try_element_at(col(StageInput.PART_INPUTS), col(PART)); // null: nothing more
    Column joined = concat_ws(separator, col("_state"), col(StageInput.INPUT), ofPart);
    return substring(sha2(joined, 256), 1, Fingerprint.LENGTH);
  }

  private Dataset<Row> partRows() {
    List<Row> partRows =
        parts.stream()
            .map(part -> RowFactory.create(part.name(), part.fingerprint().value()))
            .toList();
    StructType schema =
        new StructType().add(PART, DataTypes.StringType).add("_state", DataTypes.StringType);
    return rows.sparkSession().createDataFrame(partRows, schema);
  }

  private Dataset<Row> liveRows() {
    TableSchema<?> schema = output.schema();
    Column part = schema.part().map(column -> col(column.name())).orElse(lit(StagePart.WHOLE));
    return output.live().withColumn(ITEM, col(schema.item().name())).withColumn(PART, part);
  }

  private static String[] keys() {
    return new String[] {ITEM, PART, FINGERPRINT};
  }
}
