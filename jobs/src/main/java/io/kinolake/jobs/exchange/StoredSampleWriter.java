package io.kinolake.jobs.exchange;

import io.kinolake.udfs.spark.HadoopMediaStore;
import io.kinolake.udfs.store.MediaStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes samples of shards in another layout and gives a line for each: {@code file}, {@code
 * captions}, then the columns. Runs on executors; doing a partition twice does no harm.
 */
abstract class StoredSampleWriter implements MapPartitionsFunction<Row, String> {
  private static final long serialVersionUID = 1L;

  private final String shards;
  private final SerializableConfiguration configuration;
  private final List<String> columns;

  /**
   * @param shards folder of the shards
   * @param columns those that the lines carry
   */
  StoredSampleWriter(String shards, Configuration hadoop, List<String> columns) {
    this.shards = shards;
    this.configuration = new SerializableConfiguration(hadoop);
    this.columns = List.copyOf(columns);
  }

  /** Takes the samples of one partition. */
  interface Target extends AutoCloseable {

    /**
     * Writes a sample.
     *
     * @param line what is told of it; {@code file} is empty still
     * @return the value of {@code file}
     */
    String write(StoredSample sample, ShardReader reader, Map<String, Object> line)
        throws IOException;

    @Override
    void close() throws IOException;
  }

  abstract Target open(MediaStore store, Configuration hadoop) throws IOException;

  @Override
  public final Iterator<String> call(Iterator<Row> rows) throws IOException {
    List<String> lines = new ArrayList<>();
    Path spool = Path.of(System.getProperty("java.io.tmpdir"), "kinolake-export");
    try (HadoopMediaStore store = new HadoopMediaStore(configuration.value(), spool);
        ShardReader reader = new ShardReader(store, shards);
        Target target = open(store, configuration.value())) {
      while (rows.hasNext()) {
        Row row = rows.next();
        StoredSample sample = StoredSample.of(row);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("file", "");
        line.put("captions", sample.caption());
        Map<String, Object> values = RowLine.values(row);
        columns.forEach(column -> line.putIfAbsent(column, values.get(column)));
        line.put("file", target.write(sample, reader, line));
        lines.add(RowLine.json(line));
      }
    }
    return lines.iterator();
  }
}
