package io.kinolake.jobs.exchange;

import io.kinolake.udfs.store.Location;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A folder of training samples in the layout of another tool. Immutable. */
public sealed interface SampleFolder permits TorchSampleFolder, TarSampleFolder {

  /**
   * The folder at a place, if there are samples in it.
   *
   * @param input a path or URI
   * @param hadoop reaches file systems
   * @throws io.kinolake.schemas.failure.KinolakeException NOT_READABLE if it cannot be looked into
   */
  static Optional<SampleFolder> at(String input, Configuration hadoop) {
    Location place = Location.of(input);
    Optional<SampleFolder> torch = TorchSampleFolder.at(place).map(SampleFolder.class::cast);
    return torch.or(() -> TarSampleFolder.at(place, hadoop));
  }

  /** Where it is, a path or URI. */
  String place();

  /** What is read one by one: lines of an index, or names of files. */
  Dataset<String> pieces(SparkSession spark);

  /**
   * Reads pieces on executors: stores their samples in shards and gives the rows of the manifest; a
   * sample that cannot be read gives rows that tell why.
   *
   * @param shards folder of the shards, a path or URI
   */
  MapPartitionsFunction<String, Row> reader(String shards, Configuration hadoop);
}
