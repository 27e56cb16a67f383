package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.media.synth.DemoVideos;
import io.kinolake.training.cli.TrainingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors of this machine, beside each of which a rank trains. */
@Tag("long")
class TestTrainingOnSpark {
  private static final String CLUSTER = "local-cluster[2,1,1024]";

  @TempDir private Path folder;

  @Test
  void executorsTrainATinyModelTogether() throws IOException {
    Path videos = folder.resolve("videos");
    DemoVideos.write(videos);
    Path warehouse = folder.resolve("warehouse");
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));
    PipelineHarness.Result made =
        harness.run("run", "--videos", videos.toString(), "--warehouse", warehouse.toString());
    assertThat(made.exitCode()).as(made.toString()).isZero();

    Path preset = PipelineHarness.repositoryRoot().resolve("conf/training/tiny-t2v.yaml");
    PipelineHarness.Result result =
        onCluster(
            harness,
            List.of(),
            trainer(),
            "--config",
            preset.toString(),
            "--set",
            "data.warehouse=" + warehouse,
            "--set",
            "run.folder=" + folder.resolve("run"),
            "--set",
            "run.steps=2",
            "--set",
            "parallel.tensor=2");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(folder.resolve("run/metrics.jsonl")).content().hasLineCount(2);
    assertThat(folder.resolve("run/checkpoints/step_0000002/optimizer"))
        .isDirectoryContaining("glob:**/rank_001.safetensors");
  }

  @Test
  void eachRankIsGivenTheDeviceOfItsTask() throws IOException {
    Path script =
        script(
            "trainer.sh",
            """
            for last; do :; done
            echo "$ASCEND_RT_VISIBLE_DEVICES $*" > '%1$s/rank'$last
            """);
    List<String> flags =
        List.of(
            "-Dspark.executor.resource.npu.amount=1",
            "-Dspark.worker.resource.npu.amount=1",
            "-Dspark.worker.resource.npu.discoveryScript=" + discovery());

    PipelineHarness.Result result =
        onCluster(
            new PipelineHarness(folder.resolve("processes")),
            flags,
            script.toString(),
            "--config",
            "x.yaml");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> devices = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      String said = Files.readString(folder.resolve("rank" + rank));
      String device = said.substring(0, said.indexOf(' '));
      assertThat(said).contains("compute.device=npu:" + device + " --node-rank " + rank);
      devices.add(device);
    }
    assertThat(devices).containsExactlyInAnyOrder("0", "1");
  }

  private PipelineHarness.Result onCluster(
      PipelineHarness harness, List<String> flags, String trainer, String... arguments)
      throws IOException {
    SparkHome home = SparkHome.in(folder.resolve("spark"));
    List<String> all = new ArrayList<>(home.flags(folder.resolve("runtime")));
    all.addAll(flags);
    List<String> command =
        new ArrayList<>(
            List.of("spark-train", "--master", CLUSTER, "--ranks", "2", "--trainer", trainer));
    command.addAll(List.of("--conf", "spark.stage.maxConsecutiveAttempts=1", "--"));
    command.addAll(List.of(arguments));
    try (PipelineHarness.Running running =
        harness.start(all, home.environment(), command.toArray(String[]::new))) {
      return running.await();
    }
  }

  private static String trainer() throws IOException {
    return String.join(
        " ",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        String.join(" ", PipelineHarness.jvmFlags()),
        "-cp",
        System.getProperty("java.class.path"),
        TrainingMain.class.getName());
  }

  /** Workers of one machine would find the same devices: the first gets 0, the second 1. */
  private Path discovery() throws IOException {
    return script(
        "discovery.sh",
        """
        mkdir '%1$s/first' 2>/dev/null && address=0 || address=1
        echo '{"name": "npu", "addresses": ["'$address'"]}'
        """);
  }

  private Path script(String name, String lines) throws IOException {
    Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + lines.formatted(folder));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
