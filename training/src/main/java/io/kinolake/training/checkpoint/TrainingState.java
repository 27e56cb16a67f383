package io.kinolake.training.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kinolake.schemas.failure.FailureCode;
import io.kinolake.schemas.failure.KinolakeException;
import io.kinolake.training.data.SamplerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How far a training has come. All random numbers follow from a seed and this.
 *
 * @param step steps that were made
 * @param skipped of these, those that changed nothing
 * @param sampler place in the data, with the versions of its tables
 * @param ranks processes that wrote the checkpoint
 * @param tensorRanks of these, those that share each layer
 * @param data warehouse and feature set, for people
 */
public record TrainingState(
    long step, long skipped, SamplerState sampler, int ranks, int tensorRanks, Source data) {

  /** Where the samples came from. */
  public record Source(String warehouse, String featureSet) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  void write(Path file) {
    ObjectNode json = JSON.createObjectNode();
    json.put("step", step);
    json.put("skipped", skipped);
    json.put("ranks", ranks);
    json.put("tensor_ranks", tensorRanks);
    json.put("warehouse", data.warehouse());
    json.put("feature_set", data.featureSet());
    json.set("sampler", sampler.toJson());
    try {
      Files.writeString(file, json.toPrettyString() + "\n");
    } catch (IOException e) {
      throw CheckpointFolder.failed(file, e);
    }
  }

  /**
   * Reads a checkpoint's.
   *
   * @throws KinolakeException CORRUPT, NOT_READABLE
   */
  public static TrainingState read(Path checkpoint) {
    Path file = checkpoint.resolve(CheckpointFolder.STATE);
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      return new TrainingState(
          json.required("step").asLong(),
          json.required("skipped").asLong(),
          SamplerState.ofJson(json.required("sampler")),
          json.required("ranks").asInt(),
          json.required("tensor_ranks").asInt(),
          new Source(json.required("warehouse").asText(), json.required("feature_set").asText()));
    } catch (IOException e) {
      throw new KinolakeException(
          FailureCode.NOT_READABLE,
          "'%s' cannot be read: %s. Name a checkpoint: a folder such as step_0000100."
              .formatted(file, e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new KinolakeException(
          FailureCode.CORRUPT,
          "'%s' is no state of a training: %s. Go on from another checkpoint."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
