package io.kinolake.jobs.refresh;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.TableSchema;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where a stage's input rows come from.
 *
 * @param reads the tables that {@code rows} reads
 * @param rows the input rows: the columns of the stage's input schema, and {@link #INPUT}, {@link
 *     #COST_US} and {@link #ORDER}
 */
public record StageInput(List<TableSchema<?>> reads, Function<Lake, Dataset<Row>> rows) {
  /** Column: digest of what the row was made from. */
  public static final String INPUT = "_input";

  /** Column: media time that working on the item touches, microseconds. */
  public static final String COST_US = "_cost_us";

  /** Column: position of the row among the rows of its item. */
  public static final String ORDER = "_order";

  public StageInput {
    reads = List.copyOf(reads);
  }
}
