package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.SceneTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster on this machine: master and workers in one JVM, two executors beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(
    named = "kinolake.cluster",
    matches = "true",
    disabledReason = "starts executor processes; run with -Dkinolake.cluster=true")
class TestClusterOfOneJvm {
  private static final int VIDEOS = 6;

  private Path folder;
  private Path warehouse;
  private Path sparkHome;
  private PipelineHarness harness;
  private Map<String, List<String>> localRows;
  private Map<String, Long> localFiles;
  private int moved;

  @BeforeAll
  void runLocally(@TempDir Path temporary) throws IOException {
    folder = temporary;
    warehouse = folder.resolve("warehouse");
    sparkHome = Files.createDirectories(folder.resolve("spark"));
    harness = new PipelineHarness(folder.resolve("processes"));
    ShortVideos.write(folder.resolve("videos"), VIDEOS);
    linkJars();
    assertThat(harness.run(command("local[2]")).exitCode()).isZero();
    LakeReader lake = new LakeReader(warehouse);
    localRows = lake.allRows();
    localFiles = lake.mediaFiles();
    assertThat(localFiles).hasSize(2 * VIDEOS);
    moveAway();
  }

  @AfterEach
  void moveAway() throws IOException {
    // The place of the clips is part of their identity, so every run takes the same one.
    Files.move(warehouse, folder.resolve("finished" + moved++));
  }

  @Test
  void twoExecutorsMakeWhatOneProcessMakes() {
    try (PipelineHarness.Running running = startOnCluster()) {
      assertSame(running.await());
    }
  }

  @Test
  void anExecutorThatDiesChangesNothing() {
    try (PipelineHarness.Running running = startOnCluster()) {
      Path scenes = warehouse.resolve(SceneTable.SCHEMA.name()).resolve("_delta_log");
      running.awaitUntil("scene detection began", () -> Files.exists(scenes));
      List<ProcessHandle> executors =
          running.process().children().filter(TestClusterOfOneJvm::isExecutor).toList();
      assertThat(executors).hasSize(2);

      executors.get(0).destroyForcibly();

      assertSame(running.await());
    }
  }

  private static boolean isExecutor(ProcessHandle child) {
    return child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend");
  }

  private void assertSame(PipelineHarness.Result result) {
    assertThat(result.exitCode()).as(result.toString()).isZero();
    LakeReader lake = new LakeReader(warehouse);
    assertThat(lake.allRows()).isEqualTo(localRows);
    assertThat(lake.mediaFiles()).isEqualTo(localFiles);
  }

  private PipelineHarness.Running startOnCluster() {
    String folders =
        classPath()
            .filter(Files::isDirectory)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    return harness.start(
        List.of("-Dspark.executor.extraClassPath=" + folders),
        Map.of("SPARK_HOME", sparkHome.toString(), "SPARK_SCALA_VERSION", "2.13"),
        command("local-cluster[2,1,1024]"));
  }

  /** Spark's own layout: executors take what lies in jars/. */
  private void linkJars() throws IOException {
    Files.createDirectories(sparkHome.resolve("conf"));
    Path jars = Files.createDirectories(sparkHome.resolve("jars"));
    for (Path jar : classPath().filter(Files::isRegularFile).toList()) {
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }
  }

  private static Stream<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .distinct();
  }

  private String[] command(String master) {
    return new String[] {
      "run",
      "--videos",
      folder.resolve("videos").toString(),
      "--warehouse",
      warehouse.toString(),
      "--master",
      master
    };
  }
}
