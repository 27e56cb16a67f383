package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.udfs.spark.HadoopMediaStore;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Reads the samples that lines of {@code data.jsonl} name. Runs on executors. */
final class TorchSampleReader implements MapPartitionsFunction<String, Row> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String folder;
  private final String shards;
  private final SerializableConfiguration configuration;

  /**
   * @param folder where {@code data.jsonl} is
   * @param shards where shards lie
   */
  TorchSampleReader(String folder, String shards, Configuration hadoop) {
    this.folder = folder;
    this.shards = shards;
    this.configuration = new SerializableConfiguration(hadoop);
  }

  @Override
  public Iterator<Row> call(Iterator<String> lines) {
    Path spool = Path.of(System.getProperty("java.io.tmpdir"), "kinolake-import");
    try (HadoopMediaStore store = new HadoopMediaStore(configuration.value(), spool)) {
      SampleIntake intake = new SampleIntake(store, shards);
      lines.forEachRemaining(
          line -> {
            if (!line.isBlank()) {
              take(line, intake);
            }
          });
      return intake.finish().iterator();
    }
  }

  private void take(String line, SampleIntake intake) {
    try {
      take(parse(line), intake);
    } catch (KinolakeException e) {
      intake.fail(SampleImporter.brokenPiece(folder, line), e);
    }
  }

  private void take(JsonNode json, SampleIntake intake) {
    String name = json.path("file").asText();
    SampleIntake.About about = new SampleIntake.About(folder + "/" + name, caption(json), json);
    try (TorchFile torch = TorchFile.open(inside(name))) {
      intake.add(about, torch.digest(), TorchSample.tensors(torch.root()));
    } catch (KinolakeException e) {
      intake.fail(about.clip(), e);
    }
  }

  /** A file below the folder. */
  private Path inside(String name) {
    Path root = Path.of(folder);
    if (!name.isBlank() && name.indexOf('\0') < 0) {
      Path file = root.resolve(name).normalize();
      if (file.startsWith(root) && !file.equals(root)) {
        return file;
      }
    }
    throw new KinolakeException(
        FailureCode.BAD_RANGE, "data.jsonl names '%s', which is not below it.".formatted(name));
  }

  /** The only caption, or the first of several. */
  static String caption(JsonNode line) {
    JsonNode captions = line.path("captions");
    return captions.isArray() ? captions.path(0).asText("") : captions.asText("");
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (json.isObject()) {
        return json;
      }
      throw noSample(line, "it is no object", null);
    } catch (JsonProcessingException e) {
      throw noSample(line, e.getOriginalMessage(), e);
    }
  }

  private static KinolakeException noSample(String line, String reason, Throwable cause) {
    return new KinolakeException(
        FailureCode.CORRUPT,
        "A line of data.jsonl names no sample: %s ('%.80s'). Correct the line, or export the samples again."
            .formatted(reason, line),
        cause);
  }
}
