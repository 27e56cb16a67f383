package io.kinolake.jobs.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinolake.models.weights.TorchFile;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Reads the samples that lines of {@code data.jsonl} name. Runs on executors. */
final class TorchSampleReader extends SampleReader {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String folder;

  /**
   * @param folder where {@code data.jsonl} is
   * @param shards where shards lie
   */
  TorchSampleReader(String folder, String shards, Configuration hadoop) {
    super(shards, hadoop);
    this.folder = folder;
  }

  @Override
  void take(String line, SampleIntake intake) {
    if (line.isBlank()) {
      return;
    }
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
