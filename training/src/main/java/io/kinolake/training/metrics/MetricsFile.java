package io.kinolake.training.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.loop.StepListener;
import io.kinolake.training.loop.StepResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code metrics.jsonl}: a line of JSON for each step. A training that goes on from a checkpoint
 * removes the lines of steps that it makes again, so that each step stands there once.
 */
public final class MetricsFile implements StepListener {
  /** How the share of pairs that are right is called, as in the guide's logs. */
  static final String ACCURACY = "rewards/accuracies";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter writer;

  private MetricsFile(Path file, BufferedWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /**
   * Opens the file, which need not be there yet.
   *
   * @param step the last step that is behind; lines of later ones are removed
   */
  public static MetricsFile open(Path file, long step) {
    try {
      if (Files.exists(file)) {
        List<String> kept = new ArrayList<>();
        for (JsonNode line : read(file)) {
          if (line.path("step").asLong() <= step) {
            kept.add(line.toString());
          }
        }
        Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.write(fresh, kept);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return new MetricsFile(
          file,
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** All lines; one that a killed run left unfinished is left out. */
  public static List<JsonNode> read(Path file) {
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        parsed(line, lines);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    return lines;
  }

  private static void parsed(String line, List<JsonNode> lines) {
    try {
      lines.add(JSON.readTree(line));
    } catch (IOException e) {
      // the last line of a killed run
    }
  }

  @Override
  public void stepped(StepResult result) {
    ObjectNode json = JSON.createObjectNode();
    json.put("step", result.step());
    json.put("epoch", result.epoch());
    json.put("bucket", result.bucket());
    json.put("loss", result.loss());
    result.accuracy().ifPresent(share -> json.put(ACCURACY, share));
    json.put("grad_norm", result.gradientNorm());
    json.put("lr", result.rate());
    json.put("skipped", result.skipped());
    json.put("samples", result.samples());
    json.put("seconds", result.took().toNanos() / 1e9);
    json.put("stall_seconds", result.waited().toNanos() / 1e9);
    json.put("samples_per_second", result.samplesPerSecond());
    try {
      writer.write(json.toString());
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static KinolakeException failed(Path file, IOException cause) {
    return new KinolakeException(
        FailureCode.WRITE_FAILED,
        "'%s' cannot be read or written: %s. Check space and rights."
            .formatted(file, cause.getMessage()),
        cause);
  }
}
