package io.kinolake.jobs.exchange;

import static org.apache.spark.sql.functions.col;

import io.kinolake.jobs.list.PathTable;
import io.kinolake.jobs.meta.MetaColumns;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.CaptionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table that are imported.
 *
 * @param hasText whether there are captions
 * @param scorers the column of each scorer
 */
record ImportColumns(boolean hasText, Map<String, String> scorers) {
  private static final Set<String> DERIVED =
      MetaColumns.ALL.stream()
          .filter(column -> !column.equals(MetaColumns.MATCH)) // the original's is a score
          .map(io.kinolake.schemas.Column::name)
          .collect(Collectors.toUnmodifiableSet());

  ImportColumns {
    scorers = Map.copyOf(scorers);
  }

  static ImportColumns of(StructType table) {
    Map<String, String> scorers = new TreeMap<>();
    for (StructField field : table.fields()) {
      if (field.dataType() instanceof NumericType && !DERIVED.contains(field.name())) {
        String other = scorers.put(scorer(field.name()), field.name());
        if (other != null) {
          throw new KinolakeException(
              FailureCode.BAD_ARGUMENT,
              "Columns '%s' and '%s' would both be the score '%s'. Rename one."
                  .formatted(other, field.name(), scorer(field.name())));
        }
      }
    }
    boolean hasText = List.of(table.fieldNames()).contains(CaptionTable.TEXT.name());
    return new ImportColumns(hasText, scorers);
  }

  /** The path and what is imported. */
  Dataset<Row> select(Dataset<Row> table) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(PathTable.PATH).cast(DataTypes.StringType).as(PathTable.PATH));
    if (hasText) {
      columns.add(
          col(CaptionTable.TEXT.name()).cast(DataTypes.StringType).as(CaptionTable.TEXT.name()));
    }
    scorers.values().forEach(name -> columns.add(col("`" + name + "`")));
    return table.select(columns.toArray(Column[]::new));
  }

  private static String scorer(String column) {
    String name = column.replaceAll("[^A-Za-z0-9_]", "_");
    return name.startsWith(Importer.SCORER_PREFIX) ? name : Importer.SCORER_PREFIX + name;
  }
}
