package io.kinolake.jobs.exchange;

import io.kinolake.udfs.spark.HadoopMediaStore;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the pieces of a {@link SampleFolder}, stores their samples in shards and gives the rows of
 * the manifest. Runs on executors.
 */
abstract class SampleReader implements MapPartitionsFunction<String, Row> {
  private static final long serialVersionUID = 1L;

  private final String shards;
  private final SerializableConfiguration configuration;

  /**
   * @param shards where shards lie
   */
  SampleReader(String shards, Configuration hadoop) {
    this.shards = shards;
    this.configuration = new SerializableConfiguration(hadoop);
  }

  /** Takes the samples of a piece; of those that cannot be read, the reason. */
  abstract void take(String piece, SampleIntake intake);

  /** Reaches file systems. */
  final Configuration hadoop() {
    return configuration.value();
  }

  @Override
  public final Iterator<Row> call(Iterator<String> pieces) {
    Path spool = Path.of(System.getProperty("java.io.tmpdir"), "kinolake-import");
    try (HadoopMediaStore store = new HadoopMediaStore(hadoop(), spool)) {
      SampleIntake intake = new SampleIntake(store, shards);
      pieces.forEachRemaining(piece -> take(piece, intake));
      return intake.finish().iterator();
    }
  }
}
