package io.kinolake.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinolake.schemas.tables.CaptionTable;
import io.kinolake.schemas.tables.SelectionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions of a chat server that an executor starts for its accelerator, and that gets killed. */
class TestServedCaptions {
  private static final int VIDEOS = 2;
  private static final String DEVICE = "5";

  @TempDir private Path folder;

  @Test
  void aServerThatIsKilledIsStartedAgainAndEndsWithItsExecutor() throws IOException {
    ShortVideos.write(folder.resolve("videos"), VIDEOS);

    PipelineHarness.Result result = runAndKillTheServer();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    LakeReader lake = new LakeReader(folder.resolve("warehouse"));
    List<Row> captions = lake.results(CaptionTable.SCHEMA);
    List<Row> accepted =
        lake.results(SelectionTable.SCHEMA).stream()
            .filter(row -> row.<Boolean>getAs(SelectionTable.ACCEPTED.name()))
            .toList();
    assertThat(captions).isNotEmpty().hasSameSizeAs(accepted);
    assertThat(captions)
        .extracting(row -> row.<String>getAs(CaptionTable.TEXT.name()))
        .containsOnly("A square counts on device " + DEVICE + ".");
    List<String> starts = FragileChatServer.starts(folder);
    assertThat(starts)
        .as("one that was killed, one that failed to start, one that answered")
        .hasSize(3)
        .allSatisfy(start -> assertThat(start).endsWith("sees " + DEVICE + ", 1 of them"));
    for (String start : starts) {
      server(start).ifPresent(TestServedCaptions::awaitEnd);
    }
  }

  private PipelineHarness.Result runAndKillTheServer() throws IOException {
    PipelineHarness harness = new PipelineHarness(folder.resolve("processes"));
    SparkHome home = SparkHome.in(folder.resolve("spark"));
    List<String> flags = new ArrayList<>(home.flags(folder.resolve("runtime")));
    flags.add("-Dspark.executor.resource.npu.amount=1");
    flags.add("-Dspark.worker.resource.npu.amount=1");
    flags.add("-Dspark.worker.resource.npu.discoveryScript=" + discovery());
    try (PipelineHarness.Running running =
        harness.start(
            flags,
            home.environment(),
            "run",
            "--videos",
            folder.resolve("videos").toString(),
            "--warehouse",
            folder.resolve("warehouse").toString(),
            "--config",
            settings().toString(),
            "--master",
            "local-cluster[1,1,1024]")) {
      running.awaitUntil("the server was asked", () -> FragileChatServer.isAsked(folder));
      server(FragileChatServer.starts(folder).get(0)).orElseThrow().destroyForcibly();
      return running.await();
    }
  }

  private Path settings() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classes =
        FragileChatServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Files.writeString(
        folder.resolve("settings.yaml"),
        """
        score: {scorers: [phash]}
        curate: {rules: []}
        caption:
          captioners: [openai]
          openai:
            command: ['%s', '-cp', '%s', '%s', '{port}', '{devices}', '%s']
        features: {sets: []}
        """
            .formatted(java, classes, FragileChatServer.class.getName(), folder));
  }

  private Path discovery() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("discovery.sh"),
            """
            #!/bin/sh
            echo '{"name": "npu", "addresses": ["%s"]}'
            """
                .formatted(DEVICE));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static Optional<ProcessHandle> server(String start) {
    return ProcessHandle.of(Long.parseLong(start.substring(0, start.indexOf(' '))));
  }

  private static void awaitEnd(ProcessHandle process) {
    assertThat(process.onExit()).succeedsWithin(30, TimeUnit.SECONDS);
  }
}
