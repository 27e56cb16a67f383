package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;

import io.kinolake.jobs.list.PathTable;
import io.kinolake.jobs.tables.Lake;
import io.kinolake.jobs.tables.LakeTable;
import io.kinolake.schemas.Fingerprint;
import io.kinolake.schemas.StageColumns;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.ClipTable;
import io.kinolake.schemas.tables.ScoreTable;
import io.kinolake.udfs.store.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Takes captions and scores of clips from a table: {@code text} becomes the caption of the
 * captioner {@link CaptionTable#IMPORTED}, each column of numbers the score {@code imported_NAME}.
 * Columns that the meta view derives are left. Importing again changes only what has changed; an
 * empty cell leaves what was imported before. No stage makes these rows, so refreshes leave them
 * alone.
 *
 * <p>The caller has listed the table's sources and holds the warehouse's lock.
 */
public final class Importer {
  /** How the names of imported scores begin. */
  public static final String SCORER_PREFIX = CaptionTable.IMPORTED + "_";

  private static final String CLIP_ID = ClipTable.CLIP_ID.name();
  private static final int MOST_EXAMPLES = 5;

  private final Lake lake;
  private final String source;
  private final long nowUs;

  /**
   * @param source the table, see {@link PathTable}
   * @param nowUs the time to record, microseconds since 1970
   */
  public Importer(Lake lake, String source, long nowUs) {
    this.lake = lake;
    this.source = source;
    this.nowUs = nowUs;
  }

  /**
   * Imports now.
   *
   * @throws KinolakeException BAD_ARGUMENT if the table has no paths, or two columns that would
   *     give the same scorer
   */
  public Imported run() {
    Dataset<Row> table = new PathTable(lake.spark(), Location.of(source)).typedRows();
    ImportColumns columns = ImportColumns.of(table.schema());
    Dataset<Row> distinct = columns.select(table).distinct();
    Dataset<Row> matching = new ClipMatching(lake).of(distinct).cache();
    try {
      long rows = table.count();
      Dataset<Row> matched = matching.where(col(ClipMatching.REASON).isNull());
      Map<String, Long> unmatched = unmatched(matching);
      long belong = matched.count();
      long kept = belong + unmatched.values().stream().mapToLong(Long::longValue).sum();
      return new Imported(
          rows,
          rows - kept,
          belong,
          columns.hasText() ? importCaptions(matched) : 0,
          importScores(matched, columns.scorers()),
          unmatched,
          examples(matching));
    } finally {
      matching.unpersist();
    }
  }

  private static Map<String, Long> unmatched(Dataset<Row> matching) {
    Map<String, Long> counts = new HashMap<>();
    matching
        .where(col(ClipMatching.REASON).isNotNull())
        .groupBy(ClipMatching.REASON)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  private static List<String> examples(Dataset<Row> matching) {
    return matching
        .where(col(ClipMatching.REASON).isNotNull())
        .orderBy(col(PathTable.PATH))
        .limit(MOST_EXAMPLES)
        .collectAsList()
        .stream()
        .map(row -> row.getAs(PathTable.PATH) + ": " + row.getAs(ClipMatching.REASON))
        .toList();
  }

  private long importCaptions(Dataset<Row> matched) {
    Column text = col(CaptionTable.TEXT.name());
    Dataset<Row> captions =
        matched
            .select(col(CLIP_ID), text)
            .where(text.isNotNull().and(trim(text).notEqual("")))
            .withColumn(CaptionTable.CAPTIONER.name(), lit(CaptionTable.IMPORTED))
            .withColumn(CaptionTable.MODEL.name(), lit(source))
            .withColumn(CaptionTable.FRAMES.name(), array());
    return update(lake.table(CaptionTable.SCHEMA), captions, text);
  }

  private long importScores(Dataset<Row> matched, Map<String, String> scorers) {
    Column value = col(ScoreTable.VALUE.name());
    List<Dataset<Row>> parts = new ArrayList<>();
    scorers.forEach(
        (scorer, column) ->
            parts.add(
                matched.select(
                    col(CLIP_ID),
                    lit(scorer).as(ScoreTable.SCORER.name()),
                    col("`" + column + "`")
                        .cast(DataTypes.DoubleType)
                        .as(ScoreTable.VALUE.name()))));
    return parts.stream()
        .reduce(Dataset::union)
        .map(all -> all.where(value.isNotNull().and(isnan(value).equalTo(false))))
        .map(all -> all.withColumn(ScoreTable.DETAILS.name(), map()))
        .map(all -> update(lake.table(ScoreTable.SCHEMA), all, value.cast(DataTypes.StringType)))
        .orElse(0L);
  }

  /** Brings the rows of these keys up to date; gives how many are new or have changed. */
  private long update(LakeTable<?> table, Dataset<Row> values, Column content) {
    Column fingerprint =
        substring(
            sha2(concat_ws(String.valueOf(Fingerprint.SEPARATOR), lit("import"), content), 256),
            1,
            Fingerprint.LENGTH);
    Dataset<Row> rows =
        stored(
            table,
            values
                .withColumn(StageColumns.FINGERPRINT.name(), fingerprint)
                .withColumn(StageColumns.STATUS.name(), lit(StageColumns.OK))
                .withColumn(StageColumns.ATTEMPTS.name(), lit(1)));
    return ImportedRows.update(table, rows, nowUs);
  }

  private static Dataset<Row> stored(LakeTable<?> table, Dataset<Row> values) {
    List<String> present = List.of(values.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : table.storedSchema().fields()) {
      Column value = present.contains(field.name()) ? col(field.name()) : lit(null);
      columns.add(value.cast(field.dataType()).as(field.name()));
    }
    return values.select(columns.toArray(Column[]::new));
  }
}
