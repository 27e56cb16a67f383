package io.kinolake.training.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.schemas.tables.Feature;
import io.kinolake.training.data.Sampler;
import io.kinolake.training.data.SamplerState;
import io.kinolake.training.data.TrainingData;
import io.kinolake.training.data.TrainingSample;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The samples of a training, with what they were made of, as lines of JSON. */
public final class SampleLineage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleLineage() {}

  /** Writes a line for each sample, with how often it was trained on. */
  static void write(TrainingData data, Sampler sampler, SamplerState state, Path file) {
    Set<TrainingSample> again = sampler.consumed(state);
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      for (TrainingSample sample : data.samples()) {
        long times = state.epoch() + (again.contains(sample) ? 1 : 0);
        writer.write(line(sample, times).toString());
        writer.newLine();
      }
    } catch (IOException e) {
      throw CheckpointFolder.failed(file, e);
    }
  }

  /**
   * Hands on the lines of a checkpoint.
   *
   * @throws KinolakeException NOT_READABLE
   */
  public static void read(Path checkpoint, Consumer<String> lines) {
    Path file = checkpoint.resolve(CheckpointFolder.SAMPLES);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines);
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be read: %s. Name a checkpoint: a folder such as step_0000100."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static ObjectNode line(TrainingSample sample, long times) {
    ObjectNode json = JSON.createObjectNode();
    json.put("clip_id", sample.clip().value());
    json.put("times_trained", times);
    describe(sample, json);
    sample.rejected().ifPresent(rejected -> describe(rejected, json.putObject("rejected")));
    return json;
  }

  private static void describe(TrainingSample sample, ObjectNode json) {
    Feature.Lineage latents = sample.latents();
    json.put("bucket", sample.bucket());
    json.put("video_id", latents.video().value());
    json.put("source", latents.sourceUri());
    json.put("source_version", latents.sourceVersion());
    json.put("start_us", latents.time().startUs());
    json.put("end_us", latents.time().endUs());
    json.put("caption", sample.caption());
    sample.text().captioner().ifPresent(captioner -> json.put("captioner", captioner));
    json.put("latent_model", latents.model());
    json.put("text_model", sample.text().model());
  }
}
