package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.jobs.frame.CsvField;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;

/** A row of flat values as one line of text, without the line's end. Runs on executors. */
enum RowLine implements MapFunction<Row, String> {
  CSV {
    @Override
    public String call(Row row) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(i == 0 ? "" : ",").append(CsvField.of(row.get(i)));
      }
      return row.size() == 1 && line.isEmpty() ? "\"\"" : line.toString();
    }
  },
  JSON {
    @Override
    public String call(Row row) {
      return json(values(row));
    }
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static String json(Map<String, Object> values) {
    try {
      return MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A row cannot be written as JSON: " + values.keySet(), e);
    }
  }

  /** The values by column name; NaN and infinities, which JSON lacks, are null. */
  static Map<String, Object> values(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      boolean finite = !(value instanceof Double number) || Double.isFinite(number);
      values.put(row.schema().fieldNames()[i], finite ? value : null);
    }
    return values;
  }
}
