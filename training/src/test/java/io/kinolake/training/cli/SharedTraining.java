package io.kinolake.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.models.diffusion.FlowConvention;
import io.kinolake.models.networks.stdit.StditConfig;
import io.kinolake.models.networks.stepdit.StepDitConfig;
import io.kinolake.models.weights.SafetensorsFile;
import io.kinolake.models.weights.SafetensorsWriter;
import io.kinolake.models.weights.TestingWeights;
import io.kinolake.training.data.WrittenWarehouse;
import io.kinolake.training.metrics.MetricsFile;
import io.kinolake.training.model.StditModel;
import io.kinolake.training.model.StepVideoModel;
import io.kinolake.training.model.TrainableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small training from given weights, whose gradients reach every parameter at once. */
final class SharedTraining {
  private static final TrainableModel STEP_VIDEO =
      new StepVideoModel(
          new StepDitConfig(4, 4, 1, 4, 8, List.of(4, 2, 2), 2, 8, 4, false), FlowConvention.PAPER);
  private static final String STEP_VIDEO_SIZES =
      "step-video: {channels: 4, patch: 1, heads: 4, head-size: 8, layers: 2, caption-channels: 8, clip-channels: 4, image: false, convention: paper}";

  private final Path folder;
  private final Path config;

  private SharedTraining(
      Path folder, TrainableModel model, float deviation, String sizes, String preference)
      throws IOException {
    this.folder = folder;
    Path warehouse = folder.resolve("warehouse");
    WrittenWarehouse written = new WrittenWarehouse(warehouse);
    written.addSamples("2x4x4", "a", "bb", "ccc", "dddd", "eeeee");
    written.addSamples("4x2x4", "ffffff", "ggggggg", "hhhhhhhh");
    Path weights = weights(folder.resolve("start.safetensors"), model, 5, deviation);
    this.config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            model:
              %s
              load: '%s'
            data: {warehouse: '%s', feature-set: %s}
            batch: {global: 3, micro: 2}
            optimizer: {rate: 0.01, epsilon: 1.0e-4, clip: 0.5, average: 0.8}
            compute: {threads: 1}
            run: {steps: 6, checkpoint-every: 2, keep: 9, log-every: 5}
            %s
            """
                .formatted(sizes, weights, warehouse, WrittenWarehouse.SET, preference));
  }

  private static Path weights(Path file, TrainableModel model, long seed, float deviation) {
    SafetensorsWriter.copy(
        TestingWeights.random(model.parameterShapes(), seed, deviation), file, Map.of());
    return file;
  }

  /** Of Step-Video's transformer. */
  static SharedTraining stepVideo(Path folder) throws IOException {
    return new SharedTraining(folder, STEP_VIDEO, 0.3f, STEP_VIDEO_SIZES, "");
  }

  /** Of Step-Video's transformer by preferences, beside a reference that is not the start. */
  static SharedTraining preference(Path folder) throws IOException {
    Path pairs = folder.resolve("data.jsonl");
    StringBuilder lines = new StringBuilder();
    for (String pair :
        List.of("a>bb", "ccc>dddd", "eeeee>a", "ffffff>ggggggg", "hhhhhhhh>ffffff")) {
      lines.append(
          "{\"file\":\"%s.mp4\",\"file_rejected\":\"%s.mp4\",\"captions\":\"a\",\"score\":0.85,\"score_rejected\":0.15}%n"
              .formatted((Object[]) pair.split(">", -1)));
    }
    Files.writeString(pairs, lines);
    Path reference = weights(folder.resolve("reference.safetensors"), STEP_VIDEO, 6, 0.3f);
    return new SharedTraining(
        folder,
        STEP_VIDEO,
        0.3f,
        STEP_VIDEO_SIZES,
        "preference: {pairs: '%s', videos: /videos, reference: '%s', loss-beta: 0.05, label-smoothing: 0.1, pref-ftx: 0.01}"
            .formatted(pairs, reference));
  }

  /** Of Open-Sora's STDiT. */
  static SharedTraining stdit(Path folder) throws IOException {
    return new SharedTraining(
        folder,
        new StditModel(new StditConfig(4, 2, 24, 2, 2, 48, 8, 8, 1, 1)),
        0.1f,
        "stdit: {channels: 4, patch: 2, width: 24, depth: 2, heads: 2, mlp-ratio: 2, caption-channels: 8, caption-length: 8, space-scale: 1, time-scale: 1, latent-scale: 1, caption-dropout: 0.3}",
        "");
  }

  /** Settings of so many ranks. */
  static String[] ranks(int data, int tensor, int context) {
    return new String[] {
      "parallel.processes-per-node=" + data * tensor * context,
      "parallel.tensor=" + tensor,
      "parallel.context=" + context
    };
  }

  void train(String run, int steps, String... settings) {
    List<String> arguments = arguments(run, settings);
    arguments.addAll(List.of("--set", "run.steps=" + steps));
    assertThat(TrainingMain.run(arguments.toArray(String[]::new))).isZero();
  }

  /** The same by threads of this process. */
  RankThreads threads(String run) {
    return new RankThreads(config, folder.resolve(run));
  }

  List<String> arguments(String run, String... settings) {
    return TrainingCommands.train(config, folder.resolve(run), List.of(settings));
  }

  Path folder() {
    return folder;
  }

  Path checkpoint(String run, int step) {
    return folder.resolve("%s/checkpoints/step_%07d".formatted(run, step));
  }

  /** Two runs learned the same but for rounding. */
  void assertSame(String run, String expected) {
    List<JsonNode> steps = MetricsFile.read(folder.resolve(run + "/metrics.jsonl"));
    List<JsonNode> due = MetricsFile.read(folder.resolve(expected + "/metrics.jsonl"));
    assertThat(steps).hasSameSizeAs(due).hasSize(6);
    for (int i = 0; i < due.size(); i++) {
      for (String number : List.of("loss", "grad_norm")) {
        double value = due.get(i).path(number).asDouble();
        assertThat(steps.get(i).path(number).asDouble())
            .as("%s of step %d", number, i + 1)
            .isEqualTo(value, within(1e-4 * value));
      }
    }
    for (String file : List.of("model.safetensors", "average/model.safetensors")) {
      assertClose(checkpoint(run, 6).resolve(file), checkpoint(expected, 6).resolve(file));
    }
  }

  private static void assertClose(Path file, Path expected) {
    try (SafetensorsFile found = SafetensorsFile.open(file);
        SafetensorsFile due = SafetensorsFile.open(expected)) {
      assertThat(found.tensors()).isEqualTo(due.tensors());
      for (String name : due.tensors().keySet()) {
        assertThat(found.tensor(name).toFloats())
            .as(name)
            .containsExactly(due.tensor(name).toFloats(), within(2e-4f));
      }
    }
  }
}
