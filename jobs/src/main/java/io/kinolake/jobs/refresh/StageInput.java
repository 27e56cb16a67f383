package io.kinolake.jobs.refresh;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where a stage's input rows come from.
 *
 * @param reads the tables that {@code rows} reads
 * @param rows the input rows: the columns of the stage's input schema, and those that {@link
 *     #planned} adds
 * @param outside digest of what beside the tables the rows depend on, where there is anything
 */
public record StageInput(
    List<TableSchema<?>> reads,
    Function<Lake, Dataset<Row>> rows,
    Function<Lake, Optional<Fingerprint>> outside) {
  /** Column: digest of what the row was made from. */
  static final String INPUT = "_input";

  /** Column: media time that working on the item touches, microseconds. */
  static final String COST_US = "_cost_us";

  /** Column: position of the row among the rows of its item. */
  static final String ORDER = "_order";

  /** Column: whether the item is to be worked on; what exists of it is kept in either case. */
  static final String WANTED = "_wanted";

  /** Column: further digests by part, of what only that part is made from. */
  static final String PART_INPUTS = "_part_inputs";

  public StageInput {
    reads = List.copyOf(reads);
  }

  /** Rows of tables alone. */
  public StageInput(List<TableSchema<?>> reads, Function<Lake, Dataset<Row>> rows) {
    this(reads, rows, lake -> Optional.empty());
  }

  /**
   * Input rows with what planning needs to know of them.
   *
   * @param input digest of what the row was made from
   * @param costUs media time that working on the item touches, microseconds
   */
  public static Dataset<Row> planned(Dataset<Row> rows, Column input, Column costUs) {
    return rows.withColumn(INPUT, input)
        .withColumn(COST_US, costUs.cast("long"))
        .withColumn(ORDER, lit(0))
        .withColumn(WANTED, lit(true))
        .withColumn(PART_INPUTS, map().cast("map<string,string>"));
  }

  /** The same for items of several rows, with the position of each. */
  public static Dataset<Row> ordered(Dataset<Row> planned, Column order) {
    return planned.withColumn(ORDER, order);
  }

  /** The same where only some items are to be worked on; what exists of the others is kept. */
  public static Dataset<Row> wantedWhere(Dataset<Row> planned, Column wanted) {
    return planned.withColumn(WANTED, wanted);
  }

  /** The same where one part is made from more than the others are. */
  public static Dataset<Row> withPartInput(Dataset<Row> planned, String part, Column digest) {
    return planned.withColumn(PART_INPUTS, map_concat(col(PART_INPUTS), map(lit(part), digest)));
  }
}
