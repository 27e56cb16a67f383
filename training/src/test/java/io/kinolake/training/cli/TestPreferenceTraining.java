package io.kinolake.training.cli;

import static io.kinolake.training.cli.TrainingCommands.failed;
import static io.kinolake.training.cli.TrainingCommands.printed;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trains a small model by preferences, by whole commands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestPreferenceTraining {
  @TempDir private Path folder;
  private Path config;
  private Path first;
  private Path pairs;

  @BeforeAll
  void makeAFirstModel(@TempDir Path common) throws IOException {
    Path warehouse = common.resolve("warehouse");
    WrittenWarehouse written = new WrittenWarehouse(warehouse);
    written.addSamples("2x4x4", "a", "bb", "ccc", "dddd", "eeeee", "ffffff");
    written.addSamples("1x4x6", "ggggggg", "hhhhhhhh");
    config =
        Files.writeString(
            common.resolve("config.yaml"),
            """
            model:
              step-video: {channels: 4, patch: 1, heads: 2, head-size: 8, layers: 1,
                           caption-channels: 8, clip-channels: 4, image: false, convention: paper}
              start: random
            data: {warehouse: '%s', feature-set: %s}
            batch: {global: 2, micro: 1}
            optimizer: {rate: 0.001}
            run: {steps: 1, checkpoint-every: 3, log-every: 5}
            """
                .formatted(warehouse, WrittenWarehouse.SET));
    assertThat(
            TrainingMain.run(
                TrainingCommands.train(config, common.resolve("first"), List.of())
                    .toArray(String[]::new)))
        .isZero();
    first = common.resolve("first/checkpoints/step_0000001");
  }

  @BeforeEach
  void writePairs() throws IOException {
    pairs = folder.resolve("data.jsonl");
    writePairs("a bb", "ccc dddd", "eeeee ffffff", "ggggggg hhhhhhhh");
  }

  @Test
  void theLossBeginsAtTheLogarithmOfTwoAndFalls() {
    assertThat(prefer("run", "run.steps=80", "optimizer.rate=0.001", "preference.loss-beta=0.05"))
        .isZero();

    List<Double> losses = losses("run");
    assertThat(losses.get(0)).isEqualTo(Math.log(2), within(1e-4));
    assertThat(losses.subList(40, 80).stream().mapToDouble(each -> each).average().orElseThrow())
        .isLessThan(0.685);
    List<JsonNode> lines = MetricsFile.read(folder.resolve("run/metrics.jsonl"));
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line.path("rewards/accuracies").asDouble(-1)).isBetween(0.0, 1.0));
    assertThat(printed(List.of("checkpoint", "data", checkpoint("run", 80).toString())))
        .contains("\"clip_id\":\"a>bb\"", "\"rejected\":{\"bucket\":\"2x4x4\"", "bb.mp4");
  }

  @Test
  void whatIsStoppedGoesOnAsIfItHadNeverStopped() {
    assertThat(prefer("whole", "run.steps=8")).isZero();
    assertThat(prefer("stopped", "run.steps=3")).isZero();
    assertThat(prefer("stopped", "run.steps=8")).isZero();

    assertThat(losses("stopped")).isEqualTo(losses("whole")).hasSize(8);
    assertThat(checkpoint("stopped", 8).resolve("model.safetensors"))
        .hasSameBinaryContentAs(checkpoint("whole", 8).resolve("model.safetensors"));
  }

  @Test
  void twoRanksLearnWhatOneLearns() {
    assertThat(prefer("one", "run.steps=5")).isZero();
    assertThat(prefer("two", "run.steps=5", "parallel.processes-per-node=2")).isZero();

    List<Double> one = losses("one");
    List<Double> two = losses("two");
    for (int i = 0; i < 5; i++) {
      assertThat(two.get(i)).isEqualTo(one.get(i), within(1e-3));
    }
  }

  @ParameterizedTest(name = "DP {0}, TP {1}, CP {2}")
  @CsvSource({"2, 2, 1", "1, 1, 2"})
  void ranksThatShareVideosLearnWhatOneLearns(int data, int tensor, int context)
      throws IOException {
    writePairs("a bb", "ccc dddd", "eeeee ffffff");
    List<String> steps =
        List.of("run.steps=6", "preference.loss-beta=20", "preference.reference=" + first);
    List<String> divided = new ArrayList<>(steps);
    divided.addAll(List.of(SharedTraining.ranks(data, tensor, context)));
    assertThat(prefer("one", steps.toArray(String[]::new))).isZero();
    assertThat(prefer("shared", divided.toArray(String[]::new))).isZero();

    List<JsonNode> one = MetricsFile.read(folder.resolve("one/metrics.jsonl"));
    List<JsonNode> shared = MetricsFile.read(folder.resolve("shared/metrics.jsonl"));
    assertThat(shared).hasSameSizeAs(one).hasSize(6);
    assertThat(losses("shared").get(0)).isEqualTo(Math.log(2), within(1e-4));
    assertThat(losses("shared").get(5)).isNotCloseTo(Math.log(2), within(1e-2));
    for (int i = 0; i < 6; i++) {
      for (String number : List.of("loss", "grad_norm", "rewards/accuracies")) {
        double due = one.get(i).path(number).asDouble();
        assertThat(shared.get(i).path(number).asDouble())
            .as("%s of step %d", number, i + 1)
            .isEqualTo(due, within(1e-3 * Math.max(due, 1)));
      }
    }
  }

  @Test
  void theReferenceMayBeAnotherThanTheStart() {
    assertThat(prefer("moved", "run.steps=6")).isZero();

    assertThat(
            prefer(
                "apart",
                "run.steps=1",
                "model.load=" + checkpoint("moved", 6),
                "preference.reference=" + first))
        .isZero();

    assertThat(losses("apart").get(0)).isNotCloseTo(Math.log(2), within(1e-4));
  }

  @Test
  void recomputedBlocksChangeNoLossButForRounding() {
    assertThat(prefer("kept", "run.steps=4", "preference.loss-beta=20")).isZero();
    assertThat(prefer("anew", "run.steps=4", "preference.loss-beta=20", "compute.recompute=true"))
        .isZero();

    assertThat(losses("anew")).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(losses("anew").get(i)).isEqualTo(losses("kept").get(i), within(1e-3));
    }
  }

  @Test
  void pairsWithoutSamplesAreListed() throws IOException {
    writePairs("a bb", "a none", "ccc ggggggg");

    assertThat(failed(preferring("run", "run.steps=1")))
        .contains("none.mp4 has no sample")
        .contains("./ccc.mp4 is of bucket 2x4x4, ./ggggggg.mp4 of 1x4x6");
    assertThat(folder.resolve("run/checkpoints")).doesNotExist();
  }

  @Test
  void rarePairsWeighMore() throws IOException {
    Files.writeString(
        folder.resolve("video_score_histogram.json"),
        "{\"0.1-0.2\": 3, \"0.8-0.9\": 1, \"bin_width\": 0.1}");

    assertThat(prefer("run", "run.steps=1", "preference.weight-alpha=1")).isZero();

    // Both scores' probabilities are 1/4 and 3/4; the fullest bin's is 3/4.
    double weight = 0.75 / Math.sqrt(0.75 * 0.25);
    assertThat(losses("run").get(0)).isEqualTo(weight * Math.log(2), within(1e-3));
  }

  @Test
  void aDryRunTellsOfPairs() {
    List<String> arguments = preferring("run", "run.steps=4");
    arguments.add("--dry-run");

    assertThat(printed(arguments)).contains("bucket 2x4x4: 3 samples", "bucket 1x4x6: 1 samples");
  }

  private void writePairs(String... couples) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String couple : couples) {
      String[] clips = couple.split(" ", -1);
      lines.append(
          "{\"file\":\"./%s.mp4\",\"file_rejected\":\"./%s.mp4\",\"captions\":\"a\",\"score\":0.85,\"score_rejected\":0.15}%n"
              .formatted(clips[0], clips[1]));
    }
    Files.writeString(pairs, lines);
  }

  private int prefer(String run, String... settings) {
    return TrainingMain.run(preferring(run, settings).toArray(String[]::new));
  }

  private List<String> preferring(String run, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "model.start=load",
                "model.load=" + first,
                "preference.pairs=" + pairs,
                "preference.videos=/videos"));
    all.addAll(List.of(settings));
    return TrainingCommands.train(config, folder.resolve(run), all);
  }

  private Path checkpoint(String run, int step) {
    return folder.resolve("%s/checkpoints/step_%07d".formatted(run, step));
  }

  private List<Double> losses(String run) {
    return MetricsFile.read(folder.resolve(run + "/metrics.jsonl")).stream()
        .map((JsonNode line) -> line.path("loss").asDouble())
        .toList();
  }
}
