package io.kinolake.jobs.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.kinolake.jobs.tables.Lake;
import io.kinolake.schemas.tables.SelectionTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * How a selection came out.
 *
 * @param accepted clips in the corpus
 * @param rejected clips by the reason that keeps them out, the most frequent first
 */
public record SelectionSummary(long accepted, Map<String, Long> rejected) {

  public SelectionSummary {
    rejected = Collections.unmodifiableMap(new LinkedHashMap<>(rejected));
  }

  /** The summary of the live selection; of nothing if there is none. */
  public static SelectionSummary of(Lake lake) {
    String reason = SelectionTable.REJECTED_BY.name();
    String clips = "clips";
    List<Row> rows =
        lake.table(SelectionTable.SCHEMA)
            .results()
            .groupBy(SelectionTable.ACCEPTED.name(), reason)
            .agg(count(lit(1)).as(clips))
            .orderBy(col(clips).desc(), col(reason))
            .collectAsList();
    long accepted = 0;
    Map<String, Long> rejected = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.getBoolean(0)) {
        accepted += row.getLong(2);
      } else {
        rejected.put(row.getString(1), row.getLong(2));
      }
    }
    return new SelectionSummary(accepted, rejected);
  }

  /** Accepted and rejected clips. */
  public long clips() {
    return accepted + rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
