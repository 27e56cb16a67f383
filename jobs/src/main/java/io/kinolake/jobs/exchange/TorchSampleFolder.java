package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopPaths;
import io.kinolake.udfs.store.Location;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A local folder as MindSpeed-MM's feature extraction writes it: {@code data.jsonl} and {@code
 * features/NAME.pt}.
 */
record TorchSampleFolder(Path folder) implements SampleFolder {
  private static final String INDEX = "data.jsonl";

  /** Whether a place is such a folder; the first line of its index that is JSON tells. */
  static Optional<TorchSampleFolder> at(Location place) {
    if (!place.isLocal() || !Files.isRegularFile(place.path().resolve(INDEX))) {
      return Optional.empty();
    }
    Path index = place.path().resolve(INDEX);
    // Unlike the reader of Files, this one goes on behind bytes that are no UTF-8.
    try (InputStream file = Files.newInputStream(index);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .flatMap(line -> json(line).stream())
          .findFirst()
          .filter(line -> line.path("file").asText("").endsWith(".pt"))
          .map(line -> new TorchSampleFolder(place.path().toAbsolutePath().normalize()));
    } catch (IOException | UncheckedIOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be read: %s. Export the samples again.".formatted(index, e.getMessage()),
          e);
    }
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public Dataset<String> pieces(SparkSession spark) {
    return spark.read().textFile(HadoopPaths.of(Location.of(folder.resolve(INDEX))).toString());
  }

  @Override
  public MapPartitionsFunction<String, Row> reader(String shards, Configuration hadoop) {
    return new TorchSampleReader(place(), shards, hadoop);
  }

  private static Optional<JsonNode> json(String line) {
    try {
      return Optional.of(new ObjectMapper().readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
