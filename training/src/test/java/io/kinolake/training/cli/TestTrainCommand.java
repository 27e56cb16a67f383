package io.kinolake.training.cli;

import static io.kinolake.training.cli.TrainingCommands.failed;
import static io.kinolake.training.cli.TrainingCommands.printed;
import static io.kinolake.training.cli.TrainingCommands.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kinolake.training.data.WrittenWarehouse;
import io.kinolake.training.metrics.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains small models by whole commands. */
class TestTrainCommand {
  @TempDir private Path folder;
  private Path warehouse;
  private Path config;

  @BeforeEach
  void writeSamplesAndSettings() throws IOException {
    warehouse = folder.resolve("warehouse");
    WrittenWarehouse written = new WrittenWarehouse(warehouse);
    written.addSamples("2x4x4", "a", "bb", "ccc", "dddd", "eeeee");
    written.addSamples("1x4x6", "ffffff", "ggggggg", "hhhhhhhh");
    config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            model:
              step-video: {channels: 4, patch: 1, heads: 2, head-size: 8, layers: 1,
                           caption-channels: 8, clip-channels: 4, image: false, convention: paper}
              start: random
            data: {warehouse: '%s', feature-set: %s}
            batch: {global: 3, micro: 2}
            optimizer: {rate: 0.001, average: 0.9}
            run: {steps: 20, checkpoint-every: 5, log-every: 5}
            """
                .formatted(warehouse, WrittenWarehouse.SET));
  }

  @Test
  void aKilledTrainingGoesOnAsIfItHadNeverStopped() throws Exception {
    assertThat(train("whole", "run.steps=20")).isZero();
    Path metrics = folder.resolve("killed/metrics.jsonl");
    Process killed =
        new ProcessBuilder(process(arguments("killed", "run.steps=1000000")))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      awaitLines(killed, metrics, 12);
    } finally {
      killed.destroyForcibly().waitFor();
    }
    assertThat(train("killed", "run.steps=20")).isZero();

    List<JsonNode> expected = MetricsFile.read(folder.resolve("whole/metrics.jsonl"));
    List<JsonNode> resumed = MetricsFile.read(metrics);
    assertThat(resumed.stream().map(TestTrainCommand::outcome))
        .containsExactlyElementsOf(expected.stream().map(TestTrainCommand::outcome).toList())
        .hasSize(20);
    for (String file : List.of("model.safetensors", "average/model.safetensors")) {
      assertThat(checkpoint("killed").resolve(file))
          .hasSameBinaryContentAs(checkpoint("whole").resolve(file));
    }
  }

  @Test
  void twoRanksLearnWhatOneLearns() {
    assertThat(train("one", "run.steps=6")).isZero();
    List<String> shared = new ArrayList<>(arguments("two", "run.steps=6"));
    shared.addAll(List.of("--nproc", "2"));
    assertThat(TrainingMain.run(shared.toArray(String[]::new))).isZero();

    assertThat(checkpoint("two", 6).resolve("optimizer/rank_001.safetensors")).exists();
    List<JsonNode> one = MetricsFile.read(folder.resolve("one/metrics.jsonl"));
    List<JsonNode> two = MetricsFile.read(folder.resolve("two/metrics.jsonl"));
    assertThat(two).hasSameSizeAs(one);
    for (int i = 0; i < one.size(); i++) {
      double loss = one.get(i).path("loss").asDouble();
      assertThat(two.get(i).path("loss").asDouble()).isEqualTo(loss, within(1e-4 * loss));
    }
  }

  @Test
  void recomputedBlocksChangeNoLossButForRounding() {
    assertThat(train("kept", "run.steps=4")).isZero();
    assertThat(train("anew", "run.steps=4", "compute.recompute=true")).isZero();

    List<JsonNode> kept = MetricsFile.read(folder.resolve("kept/metrics.jsonl"));
    List<JsonNode> anew = MetricsFile.read(folder.resolve("anew/metrics.jsonl"));
    assertThat(anew).hasSameSizeAs(kept).hasSize(4);
    for (int i = 0; i < kept.size(); i++) {
      for (String number : List.of("loss", "grad_norm")) {
        double due = kept.get(i).path(number).asDouble();
        assertThat(anew.get(i).path(number).asDouble()).isEqualTo(due, within(1e-5 * due));
      }
    }
  }

  @Test
  void theOldestCheckpointsGoAndDataAreListed() {
    assertThat(train("run", "run.steps=20", "run.keep=2", "run.keep-every=10")).isZero();

    assertThat(folder.resolve("run/checkpoints"))
        .isDirectoryContaining("glob:**/step_0000010")
        .isDirectoryContaining("glob:**/step_0000015")
        .isDirectoryContaining("glob:**/step_0000020")
        .isDirectoryNotContaining("glob:**/step_0000005");
    String listed = printed(List.of("checkpoint", "data", checkpoint("run").toString()));
    assertThat(listed.lines()).hasSize(8).allMatch(line -> line.contains("\"caption\""));
  }

  @Test
  void weightsOfAnotherModelAreListedAndNothingStarts() {
    assertThat(train("small", "run.steps=1")).isZero();
    String load = checkpoint("small", 1).toString();

    String said =
        failed(
            arguments(
                "large", "model.step-video.layers=2", "model.start=load", "model.load=" + load));

    assertThat(said).contains("missing", "transformer_blocks.1.attn1.wqkv.weight");
    assertThat(folder.resolve("large/checkpoints")).doesNotExist();
  }

  @Test
  void aTreeOfMindSpeedIsWrittenAndTrainedOn() {
    assertThat(train("wrote", "run.steps=2", "run.mindspeed-ranks=2")).isZero();
    String tree = folder.resolve("wrote/mindspeed").toString();

    assertThat(train("read", "run.steps=1", "model.start=load", "model.load=" + tree)).isZero();
    assertThat(
            train(
                "same", "run.steps=1", "model.start=load", "model.load=" + checkpoint("wrote", 2)))
        .isZero();

    assertThat(outcomes("read")).isEqualTo(outcomes("same"));
    assertThat(failed(arguments("none", "run.mindspeed-ranks=3")))
        .contains("run.mindspeed-ranks is a divisor of the 2 heads");
  }

  @Test
  void trainingThatBlowsUpStopsAndNamesTensorAndSamples() {
    String said =
        failed(arguments("run", "optimizer.rate=1e30", "optimizer.clip=0", "run.skip-limit=2"));

    assertThat(said).contains("2 steps in a row", "'", "samples of that step");
  }

  @Test
  void aDryRunTellsSizesAndBuckets() {
    List<String> arguments = new ArrayList<>(arguments("run", "run.steps=4"));
    arguments.add("--dry-run");

    String said = printed(arguments);

    assertThat(said)
        .contains("parameters: ", "bucket 2x4x4: 5 samples, 2 steps of 3, 83 % full")
        .contains("epoch: 8 samples in 3 steps, shared by 1 data-parallel ranks");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void anotherSeedIsNoWayToGoOn() {
    assertThat(train("run", "run.steps=1")).isZero();

    assertThat(failed(arguments("run", "run.steps=2", "data.seed=7"))).contains("seed 1234", "7");
  }

  @Test
  void divisionsThatCannotBeAreRefusedBeforeRanksStart() {
    assertThat(failed(arguments("run", "parallel.tensor=4", "parallel.processes-per-node=4")))
        .contains("2 attention heads cannot be shared by TP 4 times CP 1");
    assertThat(failed(arguments("run", "parallel.tensor=2")))
        .contains("1 ranks (1 nodes of 1) are no multiple of tensor 2 times context 1");
    assertThat(failed(arguments("run", "parallel.context=2", "parallel.processes-per-node=2")))
        .contains("1 latent frames cannot be shared by 2 context-parallel ranks");
  }

  private int train(String run, String... settings) {
    return TrainingMain.run(arguments(run, settings).toArray(String[]::new));
  }

  private List<String> arguments(String run, String... settings) {
    return TrainingCommands.train(config, folder.resolve(run), List.of(settings));
  }

  private Path checkpoint(String run) {
    return checkpoint(run, 20);
  }

  private Path checkpoint(String run, int step) {
    return folder.resolve("%s/checkpoints/step_%07d".formatted(run, step));
  }

  private List<List<String>> outcomes(String run) {
    return MetricsFile.read(folder.resolve(run + "/metrics.jsonl")).stream()
        .map(TestTrainCommand::outcome)
        .toList();
  }

  private static List<String> outcome(JsonNode line) {
    return List.of(
        line.path("step").asText(), line.path("loss").asText(), line.path("grad_norm").asText());
  }

  private static void awaitLines(Process process, Path file, int lines) throws Exception {
    while (!Files.exists(file) || Files.readAllLines(file).size() < lines) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
  }
}
