package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors on this machine, each with an accelerator that a stand-in for discovery found. */
class TestPinnedExecutors {
  private static final int VIDEOS = 6;
  private static final String CLUSTER = "local-cluster[2,1,1024]";

  @TempDir private Path folder;

  @BeforeEach
  void makeVideos() throws IOException {
    Files.createDirectories(folder.resolve("meetings"));
    Path videos = Files.createDirectories(folder.resolve("videos"));
    for (int i = 0; i < VIDEOS; i++) {
      Files.writeString(videos.resolve(i + ".mp4"), "listed, never opened " + i);
    }
  }

  @Test
  void executorsShareTheWorkEachOnItsOwnDevice() throws IOException {
    List<String> flags = new ArrayList<>();
    flags.add("-Dspark.executor.resource.npu.amount=1");
    flags.add("-Dspark.worker.resource.npu.amount=1");
    flags.add("-Dspark.worker.resource.npu.discoveryScript=" + discovery());
    flags.add("-Dspark.scheduler.minRegisteredResourcesRatio=1.0");

    PipelineHarness.Result result = run("auto", flags);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> lines = result.out().lines().filter(line -> line.startsWith("process")).toList();
    assertThat(lines).as(result.toString()).hasSize(VIDEOS);
    assertThat(lines.stream().map(line -> line.split(", ", 2)[1]))
        .as("no library shows TensorFlow the device, and nobody insists on it")
        .containsOnly(
            "device npu:0 of [0], networks on cpu", "device npu:1 of [1], networks on cpu")
        .contains("device npu:0 of [0], networks on cpu", "device npu:1 of [1], networks on cpu");
    assertThat(lines.stream().collect(Collectors.toSet()))
        .as("one process for each device")
        .hasSize(2);
  }

  @Test
  void aDeviceThatNoExecutorOffersIsNamedBeforeWorkStarts() throws IOException {
    PipelineHarness.Result result = run("gpu", List.of());

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err())
        .contains("A task of 'tell-device' needs 1 gpu")
        .contains("Set spark.executor.resource.gpu.amount");
    assertThat(folder.resolve("meetings")).isEmptyDirectory();
  }

  private PipelineHarness.Result run(String device, List<String> flags) throws IOException {
    SparkHome home = SparkHome.in(folder.resolve("spark"));
    List<String> all = new ArrayList<>(home.flags(folder.resolve("runtime")));
    all.addAll(flags);
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));
    try (PipelineHarness.Running running =
        harness.startMain(
            PinnedRun.class,
            all,
            home.environment(),
            CLUSTER,
            folder.resolve("warehouse").toString(),
            folder.resolve("videos").toString(),
            device,
            folder.resolve("meetings").toString())) {
      return running.await();
    }
  }

  /** Workers of one machine would find the same devices: the first gets 0, the second 1. */
  private Path discovery() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("discovery.sh"),
            """
            #!/bin/sh
            mkdir '%1$s/first' 2>/dev/null && address=0 || address=1
            echo '{"name": "npu", "addresses": ["'$address'"]}'
            """
                .formatted(folder));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }
}
